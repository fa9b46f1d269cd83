import { BreachReasonDialog } from '@/app/_ui/breach-reason-dialog'
import { at } from '../samples'
import { fillsPage, type Stories } from '../story'

const nothing = () => undefined
const shared = { opened: true, reference: 'XINGYU-12', metric: 'update', clockId: 'c', onClose: nothing } as const

export const stories: Stories = {
  first: fillsPage(() => <BreachReasonDialog {...shared} reasons={[]} />),
  changed: fillsPage(() => (
    <BreachReasonDialog
      {...shared}
      reasons={[{ code: 'staffing', words: 'One engineer for two nights.', by: 'Priya Nair', at: at(-5) }]}
    />
  )),
}
