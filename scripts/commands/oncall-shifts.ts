import { finalShifts } from '@/server/oncall/rules/shifts'
import { shiftsQuestion } from '@/server/oncall/schema'
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** `schedule.overrides[0].end`: where in the question it is wrong; an unknown key by its own name. */
function pathOf(issue: Issue): string {
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path
  return keys.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${String(key)}`),
    '',
  )
}

const iso = (instant: number) => new Date(instant).toISOString()

export type ShiftsAnswer =
  | { shifts: { from: string; to: string; person: string | null }[] }
  | { error: { path: string; message: string } }

/** Answers one question of `oncall shifts` (docs/formats.md): ordered shifts, gaps as null, covering exactly the range. */
export function answerShifts(question: unknown): ShiftsAnswer {
  const parsed = shiftsQuestion.safeParse(question)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    return { error: { path: pathOf(issue), message: issue.message } }
  }
  const { schedule, from, to } = parsed.data
  const shifts = finalShifts(schedule, from, to)
  return { shifts: shifts.map((shift) => ({ from: iso(shift.from), to: iso(shift.to), person: shift.person })) }
}
