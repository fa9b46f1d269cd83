import { Face } from './face'
import css from './ui.module.css'

/** A person's initials and name on one line. */
export function Person({ name, size = 20 }: { name: string; size?: number }) {
  return (
    <span className={css.person} title={name}>
      <Face name={name} size={size} />
      <span className={`${css.text} ${css.small} ${css.truncate}`}>{name}</span>
    </span>
  )
}
