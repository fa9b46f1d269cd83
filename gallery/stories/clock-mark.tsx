import { ClockMark } from '@/app/_ui/clock-mark'
import type { ClockLook } from '@/app/_ui/clock-face'
import type { Stories } from '../story'

const looks: ClockLook[] = ['running', 'warned', 'breached', 'late', 'met', 'paused', 'none']

export const stories: Stories = Object.fromEntries(
  looks.map((look) => [
    look,
    () => (
      <div style={{ display: 'flex', gap: 16, height: 20, alignItems: 'center' }}>
        {[0, 0.4, 0.9, 1].map((part) => (
          <ClockMark key={part} look={look} part={part} />
        ))}
      </div>
    ),
  ]),
)
