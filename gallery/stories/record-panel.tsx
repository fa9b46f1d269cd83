import { RecordPanel } from '@/app/_ui/record-panel'
import { ticket } from '../samples'
import type { Stories } from '../story'

export const stories: Stories = {
  'for staff': () => <RecordPanel ticket={ticket} />,
  'for customers': () => <RecordPanel ticket={{ ...ticket, may: { ...ticket.may, seeStaff: false } }} />,
}
