import type { ClockLook } from './clock-face'
import { type Token, token } from './theme'
import css from './ui.module.css'

const around = 2 * Math.PI * 4.5
const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.8,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const

function Ring({ part, color, rest }: { part: number; color: Token; rest: Token }) {
  return (
    <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden fill="none" strokeWidth={2.2}>
      <circle cx={6} cy={6} r={4.5} stroke={token(rest)} />
      <circle
        cx={6}
        cy={6}
        r={4.5}
        stroke={token(color)}
        strokeDasharray={`${(around * part).toFixed(2)} ${around.toFixed(2)}`}
        transform="rotate(-90 6 6)"
      />
    </svg>
  )
}

/** The shape for a pill's state, so that the state is not shown by colour alone. */
export function ClockMark({ look, part }: { look: ClockLook; part: number }) {
  switch (look) {
    case 'running':
      return <Ring part={part} color="running-ring" rest="ring-rest" />
    case 'warned':
      return <Ring part={part} color="warned-ring" rest="warned-line" />
    case 'breached':
      return (
        <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden {...stroke}>
          <circle cx={6} cy={6} r={4.6} />
          <path d="M6 3.4V6l1.6 1.2" strokeWidth={1.4} />
        </svg>
      )
    case 'late':
      return (
        <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden {...stroke}>
          <path d="m3 3 6 6M9 3l-6 6" />
        </svg>
      )
    case 'met':
      return (
        <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden {...stroke}>
          <path d="m2.2 6.4 2.5 2.5 5-5.4" />
        </svg>
      )
    case 'paused':
      return <span className={`${css.pausedMark} ${css.hatched}`} />
    case 'none':
      return null
  }
}
