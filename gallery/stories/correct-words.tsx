import { CorrectWords, EarlierWords } from '@/app/_ui/correct-words'
import { at, events } from '../samples'
import type { Stories } from '../story'

const correction = { at: at(-1), earlier: ['We see the loss on gz-1.', 'We see the loss on **gz-2**.'] }

export const stories: Stories = {
  'can be corrected': () => <CorrectWords event={{ ...events.answer, at: at(-1) }} reference="XINGYU-12" />,
  'too late': () => <CorrectWords event={events.answer} reference="XINGYU-12" />,
  corrected: () => <EarlierWords correction={correction} />,
  'corrected, the earlier words are erased': () => <EarlierWords correction={{ ...correction, earlier: [] }} />,
}
