import { TimeText } from '@/app/_ui/time-text'
import { at } from '../samples'
import type { Stories } from '../story'

export const stories: Stories = {
  today: () => <TimeText at={at(-90)} />,
  'this week': () => <TimeText at={at(-3 * 24 * 60)} />,
  'another year': () => <TimeText at={at(-400 * 24 * 60)} />,
  relative: () => <TimeText at={at(-12)} style="relative" />,
  date: () => <TimeText at={at(-12)} style="date" />,
  'with seconds': () => <TimeText at={at(-12)} style="timeWithSeconds" />,
}
