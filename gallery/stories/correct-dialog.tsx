import { CorrectDialog } from '@/app/_ui/correct-dialog'
import { events } from '../samples'
import { fillsPage, type Stories } from '../story'

const dialog = (body: string) =>
  fillsPage(() => (
    <CorrectDialog opened event={{ ...events.answer, body }} reference="XINGYU-12" onClose={() => undefined} />
  ))

export const stories: Stories = {
  unchanged: dialog(events.answer.body),
  empty: dialog(''),
}
