import type { ReactNode } from 'react'
import css from './ui.module.css'

/** A short word in a frame, such as a status; for lists, where it looks like the library's badge. */
export const Tag = ({ children }: { children: ReactNode }) => (
  <span className={css.tag}>
    <span>{children}</span>
  </span>
)
