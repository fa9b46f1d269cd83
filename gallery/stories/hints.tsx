import { Hints, hint } from '@/app/_ui/hints'
import type { Stories } from '../story'

export const stories: Stories = {
  'under the pointer': () => (
    <>
      <Hints />
      <span {...hint(() => 'Fri 20 Nov 2026, 10:00')}>10:00</span>
    </>
  ),
}
