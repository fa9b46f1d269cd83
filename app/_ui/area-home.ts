/** The frames that a page can be in, used for "not found" and error screens. */
export type FrameArea = 'root' | 'public' | 'auth' | 'portal' | 'desk' | 'manage'
