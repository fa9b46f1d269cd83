declare module 'gallery:messages' {
  import type { AbstractIntlMessages } from 'next-intl'
  export const all: Record<'en' | 'zh-CN', AbstractIntlMessages>
}
declare module 'gallery:stories' {
  import type { Stories } from '@/gallery/story'
  /** By the name of the component's file. */
  export const stories: Record<string, Stories>
}
