import { ScreenLoading } from '@/app/_ui/screen-loading'
import type { Stories } from '../story'
import { Awaited } from '../awaited'

export const stories: Stories = {
  'a list': () => <Awaited element={ScreenLoading({ rows: 4 })} />,
  'a tight one': () => <Awaited element={ScreenLoading({ rows: 3, tight: true })} />,
}
