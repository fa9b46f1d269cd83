import type { EscalationDefinition } from '@/server/paging/schema'

/**
 * Sorts shifts by the step of the policy that pages their schedule; schedules that no step pages come last, in their
 * previous order. The first shift is thus the person whom a new page reaches first. Pure.
 */
export function firstCalled<T extends { scheduleId: string }>(
  shifts: readonly T[],
  policy: Pick<EscalationDefinition, 'steps'> | null,
): T[] {
  const order = (policy?.steps ?? [])
    .flatMap((step) => step.targets)
    .flatMap((target) => (target.type === 'schedule' ? [target.id] : []))
  const place = ({ scheduleId }: T) => {
    const at = order.indexOf(scheduleId)
    return at < 0 ? order.length : at
  }
  return shifts.toSorted((a, b) => place(a) - place(b))
}
