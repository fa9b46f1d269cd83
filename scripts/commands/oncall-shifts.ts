import { finalShifts } from '@/server/oncall/shifts/shifts.rules'
import { shiftsQuestion } from '@/server/oncall/schema'
import { type Refusal, refusalOf } from './questions'

const iso = (instant: number) => new Date(instant).toISOString()

export type ShiftsAnswer = { shifts: { from: string; to: string; person: string | null }[] } | Refusal

/** Answers one question of `oncall shifts` (docs/formats.md): ordered shifts, gaps as null, covering exactly the range. */
export function answerShifts(question: unknown): ShiftsAnswer {
  const parsed = shiftsQuestion.safeParse(question)
  if (!parsed.success) return refusalOf(parsed.error)
  const { schedule, from, to } = parsed.data
  const shifts = finalShifts(schedule, from, to)
  return { shifts: shifts.map((shift) => ({ from: iso(shift.from), to: iso(shift.to), person: shift.person })) }
}
