import { Person } from '@/app/_ui/person'
import type { Stories } from '../story'

export const stories: Stories = {
  'a name': () => <Person name="Ana Lim" />,
  'a long name in a narrow place': () => (
    <div style={{ width: 120 }}>
      <Person name="A person with a very long name indeed" />
    </div>
  ),
}
