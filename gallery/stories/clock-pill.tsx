import { ClockPill } from '@/app/_ui/clock-pill'
import { clocks } from '../samples'
import type { Stories } from '../story'

export const stories: Stories = {
  ...Object.fromEntries(Object.entries(clocks).map(([name, clock]) => [name, () => <ClockPill clock={clock} />])),
  'with its metric': () => (
    <div style={{ display: 'flex', gap: 12, flexWrap: 'wrap' }}>
      {Object.entries(clocks).map(([name, clock]) => (
        <ClockPill key={name} clock={clock} metric="first_response" withMetric />
      ))}
    </div>
  ),
}
