import { DeskStatusProvider } from '@/app/_ui/desk-status'
import { OnCallNow } from '@/app/_ui/on-call-now'
import { type Answers, Answering } from '../answers'
import { calmStatus, drillStatus, gapStatus, othersStatus, pagedStatus } from '../samples'
import type { Stories } from '../story'

const shown = (status: Answers['desk.status']) => () => (
  <Answering answers={{ 'desk.status': status }}>
    <DeskStatusProvider>
      <OnCallNow />
    </DeskStatusProvider>
  </Answering>
)

export const stories: Stories = {
  'nothing waits': shown(calmStatus),
  'a page of the reader': shown(pagedStatus),
  "somebody else's page": shown(othersStatus),
  'a drill': shown(drillStatus),
  'nobody on call': shown(gapStatus),
  'not known': shown('refused'),
  'still loading': shown('never'),
}
