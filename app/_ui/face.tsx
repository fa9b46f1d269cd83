import { initials } from './initials'
import css from './ui.module.css'

/** Avatar with a person's initials: outlined for customers, filled for staff, a dash for nobody. Decorative only. */
export function Face({
  name,
  size = 24,
  outlined = false,
}: {
  name: string | null
  size?: number
  outlined?: boolean
}) {
  return (
    <span
      aria-hidden
      className={outlined ? `${css.face} ${css.outlined}` : css.face}
      style={{ width: size, minWidth: size, height: size, fontSize: size * 0.42 }}
    >
      {name ? initials(name) : '–'}
    </span>
  )
}
