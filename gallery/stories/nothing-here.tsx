import { NothingHere } from '@/app/_ui/nothing-here'
import { Awaited } from '../awaited'
import type { Stories } from '../story'

export const stories: Stories = {
  'on the desk': () => <Awaited element={NothingHere({ area: 'desk', home: '/desk' })} />,
  'on a public page': () => <Awaited element={NothingHere({ area: 'public', home: '/en/kb' })} />,
}
