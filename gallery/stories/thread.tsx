import { Thread } from '@/app/_ui/thread'
import { calmTicket, ticket } from '../samples'
import type { Stories } from '../story'

const nothing = () => undefined

export const stories: Stories = {
  'as staff read it': () => <Thread ticket={ticket} onDispute={nothing} onErase={nothing} />,
  'as customers read it': () => (
    <Thread ticket={{ ...ticket, undelivered: [], may: { ...ticket.may, seeStaff: false } }} onDispute={nothing} />
  ),
  'just filed': () => <Thread ticket={calmTicket} />,
}
