/** The frames a page can stand in, for what is shown when there is no page. */
export type FrameArea = 'root' | 'public' | 'auth' | 'portal' | 'desk' | 'manage'
