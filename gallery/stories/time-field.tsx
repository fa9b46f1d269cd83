import { TimeField } from '@/app/_ui/time-field'
import type { Stories } from '../story'

const nothing = () => undefined

export const stories: Stories = {
  empty: () => <TimeField label="UTC" value="" onChange={nothing} />,
  filled: () => <TimeField label="UTC" value="06:30" onChange={nothing} />,
  refused: () => <TimeField label="UTC" value="06:30" onChange={nothing} error="24:00" />,
}
