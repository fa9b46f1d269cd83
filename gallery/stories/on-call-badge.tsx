import { OnCallBadge } from '@/app/_ui/on-call-badge'
import type { Stories } from '../story'

export const stories: Stories = {
  somebody: () => <OnCallBadge name="Ana Lim" until="06:30" />,
  'with the schedule': () => <OnCallBadge name="Ana Lim" until="06:30" note="S1" />,
  nobody: () => <OnCallBadge name={null} until="06:30" />,
}
