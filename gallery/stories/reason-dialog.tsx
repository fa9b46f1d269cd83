import { ReasonDialog } from '@/app/_ui/reason-dialog'
import { fillsPage, type Stories } from '../story'

const nothing = () => undefined
const dialog = (part: { pending?: boolean; error?: unknown }) =>
  fillsPage(() => (
    <ReasonDialog
      opened
      title="XINGYU-12"
      text="SLA"
      label="S1"
      action="OK"
      pending={part.pending ?? false}
      error={part.error ?? null}
      onClose={nothing}
      onSend={nothing}
    />
  ))

export const stories: Stories = {
  empty: dialog({}),
  sending: dialog({ pending: true }),
  refused: dialog({ error: new Error('connection') }),
}
