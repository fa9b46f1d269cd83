import { BreachReason } from '@/app/_ui/breach-reason'
import { at } from '../samples'
import type { Stories } from '../story'

const reasons = [{ code: 'handoff', words: 'Nobody took it over.', by: 'Priya Nair', at: at(-5) }] as const

export const stories: Stories = {
  'none yet': () => (
    <BreachReason reference="XINGYU-12" metric="update" explanation={{ clockId: 'c', reasons: [], mayExplain: true }} />
  ),
  given: () => (
    <BreachReason
      reference="XINGYU-12"
      metric="update"
      explanation={{ clockId: 'c', reasons: [...reasons], mayExplain: true }}
    />
  ),
  'given, and the reader may not change it': () => (
    <BreachReason
      reference="XINGYU-12"
      metric="update"
      explanation={{ clockId: 'c', reasons: [...reasons], mayExplain: false }}
    />
  ),
}
