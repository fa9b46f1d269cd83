import { EraseWords } from '@/app/_ui/erase-words'
import { events } from '../samples'
import type { Stories } from '../story'

export const stories: Stories = {
  'the way to erase words': () => <EraseWords event={events.answer} onErase={() => undefined} />,
}
