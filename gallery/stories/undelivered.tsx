import { Undelivered } from '@/app/_ui/undelivered'
import { undelivered } from '../samples'
import type { Stories } from '../story'

export const stories: Stories = {
  'failed for good': () => <Undelivered mails={undelivered.slice(0, 1)} />,
  'still tried': () => <Undelivered mails={undelivered.slice(1)} />,
}
