import type { EscalationDefinition } from '@/server/paging/schema'

/**
 * Puts the schedules that a policy's steps call first before all others, in the order of the steps; the rest keep their
 * order. Where there is room for one name only, it is the person whom a new page reaches first. Pure.
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
