import { DeskStatusProvider } from '@/app/_ui/desk-status'
import { InboxBell } from '@/app/_ui/inbox-bell'
import { maxUnread } from '@/server/tickets/inbox/facts'
import { type Answers, Answering } from '../answers'
import { calmStatus } from '../samples'
import type { Stories } from '../story'

const shown = (status: Answers['desk.status']) => () => (
  <Answering answers={{ 'desk.status': status }}>
    <DeskStatusProvider>
      <InboxBell />
    </DeskStatusProvider>
  </Answering>
)

export const stories: Stories = {
  'nothing unread': shown(calmStatus),
  'some unread': shown({ ...calmStatus, unread: 3 }),
  'more than 99 unread': shown({ ...calmStatus, unread: maxUnread }),
  'not known': shown('refused'),
}
