import { InboxPanel } from '@/app/_ui/inbox-panel'
import type { InboxRow } from '@/server/tickets/inbox/schema'
import { type Answers, Answering } from '../answers'
import { fillsPage, type Stories } from '../story'

const shown = (list: Answers['inbox.list']) =>
  fillsPage(() => (
    <Answering answers={{ 'inbox.list': list }}>
      <InboxPanel opened onClose={() => undefined} />
    </Answering>
  ))

const rowOf = (id: string, more: Partial<InboxRow>): InboxRow => ({
  id,
  kind: 'mention',
  reference: 'XINGYU-12',
  subject: '会议中所有人都听不到声音',
  eventId: id,
  actor: 'Marco Rossi',
  at: new Date('2026-11-20T18:20:00.000Z'),
  isRead: false,
  ...more,
})

export const stories: Stories = {
  'every kind': shown({
    rows: [
      rowOf('1', {}),
      rowOf('2', { kind: 'reply', actor: '王小明' }),
      rowOf('3', { kind: 'reopened', actor: '王小明', isRead: true }),
      rowOf('4', { kind: 'assigned', actor: null, isRead: true }),
      rowOf('5', { kind: 'disputed', actor: '王小明', isRead: true }),
    ],
    next: 'more',
  }),
  empty: shown({ rows: [], next: null }),
  'still loading': shown('never'),
}
