import { ClockTrack } from '@/app/_ui/clock-track'
import { at, calmTicket, ticket } from '../samples'
import type { Stories } from '../story'

export const stories: Stories = {
  'met, breached and paused clocks': () => <ClockTrack ticket={ticket} />,
  'one clock': () => <ClockTrack ticket={calmTicket} />,
  resolved: () => <ClockTrack ticket={{ ...ticket, status: 'resolved', resolvedAt: at(-2) }} />,
  'on a phone': () => (
    <div style={{ maxWidth: 360, overflow: 'auto' }}>
      <ClockTrack ticket={ticket} />
    </div>
  ),
}
