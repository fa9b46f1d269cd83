import { z } from 'zod'
import { metricSchema, replyKindSchema, severitySchema } from '@/server/vocabulary/schemas/words'

/** Digests of the event's files, in their order (SEMANTICS §4). */
const attachments = z.array(z.string()).optional()
/** Reference of the merged ticket from which the event came. */
const mergedFrom = z.string().optional()
const disputedSeq = z.number().int()
/** Only in events of the first releases; since then a reason is the event's body. */
const reason = z.string().optional()

/** The warning or breach for which the policy raised a severity automatically. */
export const severityCause = z.object({
  kind: z.enum(['warning', 'breach']),
  metric: metricSchema,
  percent: z.number(),
})

/**
 * The facts of every ticket event type, as stored and hashed (SEMANTICS §1.1, §4). They never contain text that a
 * person wrote: only an event's body can be erased. Parsing ignores unknown keys, which a later release may add.
 */
export const eventFacts = {
  filed: z.object({
    severity: severitySchema,
    policyDigest: z.string(),
    scenario: z.string(),
    product: z.string().nullable(),
    attachments,
  }),
  customer_reply: z.object({ attachments, mergedFrom }),
  staff_reply: z.object({ kind: replyKindSchema, human: z.boolean(), attachments }),
  corrected: z.object({ correctedSeq: z.number().int() }),
  /** `mentioned`: ids of the colleagues whose names stand in the note with an `@`; absent when there are none. */
  internal_note: z.object({ attachments, mentioned: z.array(z.string()).optional() }),
  status_changed: z.object({ to: z.enum(['open', 'waiting_on_customer', 'on_hold']), reason }),
  severity_changed: z.object({
    from: severitySchema,
    to: severitySchema,
    cause: severityCause.optional(),
    mergedFrom,
    reason,
  }),
  /** A string in records of the first releases. */
  resolved: z.object({ rootCauseUnknown: z.union([z.literal(true), z.string()]).optional() }),
  reopened: z.object({ actor: z.enum(['customer', 'staff']) }),
  closed: z.object({}),
  closed_by_customer: z.object({}),
  merged: z.object({ into: z.string() }),
  merge_received: z.object({ from: z.string() }),
  /** ISO 8601 UTC. */
  update_promised: z.object({ promisedAt: z.iso.datetime() }),
  answer_disputed: z.object({ disputedSeq, reason }),
  dispute_upheld: z.object({ disputedSeq, reason }),
  dispute_rejected: z.object({ disputedSeq, reason }),
  severity_objected: z.object({ severity: severitySchema, reason }),
  rated: z.object({ rating: z.number().int() }),
  rating_followed_up: z.object({ ratedSeq: z.number().int() }),
  /**
   * What the routing rules decided at filing. Without a rule, the default applied. Names are those of that time; team
   * and policy are null when the ticket got none, or the closest policy.
   */
  routed: z.object({
    ruleId: z.string().nullable(),
    rule: z.string().nullable(),
    teamId: z.string().nullable(),
    team: z.string().nullable(),
    policyId: z.string().nullable(),
    policy: z.string().nullable(),
    tags: z.array(z.string()),
  }),
  assigned: z.object({
    assigneeId: z.string().nullable(),
    name: z.string().nullable(),
    takenFrom: z.string().optional(),
    /** Name of the former assignee, when they left the staff. */
    leftStaff: z.string().optional(),
  }),
  team_changed: z.object({ teamId: z.string().nullable(), name: z.string().nullable() }),
  /** Names of tags: a vocabulary that staff share, as names of teams are. */
  tags_changed: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
  /** `until` is ISO 8601 UTC; null when somebody ends a snooze before its time. */
  snoozed: z.object({ until: z.iso.datetime().nullable() }),
  handed_over: z.object({ briefId: z.string(), fromId: z.string(), from: z.string() }),
  words_erased: z.object({ erasedSeq: z.number().int(), reason }),
} satisfies Record<string, z.ZodObject>

export type TicketEventType = keyof typeof eventFacts
export type FactsOf<T extends TicketEventType> = z.output<(typeof eventFacts)[T]>
/** An event type with the facts of that type, without seq, instant, author and body. */
export type TicketEvent = { [T in TicketEventType]: { type: T; facts: FactsOf<T> } }[TicketEventType]

export const isEventType = (type: string): type is TicketEventType => Object.hasOwn(eventFacts, type)

/**
 * Parses a stored event; returns null for a type that this release does not know.
 * @throws ZodError when the facts do not match the type: the row was not written by Nightdesk
 */
export function readEvent<R extends { type: string; facts: unknown }>(
  row: R,
): (Omit<R, 'type' | 'facts'> & TicketEvent) | null {
  if (!isEventType(row.type)) return null
  return { ...row, ...parsed(row.type, row.facts) }
}

/** Parses a list of stored events like `readEvent`; events of unknown types are left out. */
export const readEvents = <R extends { type: string; facts: unknown }>(rows: readonly R[]) =>
  rows.flatMap((row) => readEvent(row) ?? [])

function parsed(type: TicketEventType, facts: unknown): TicketEvent {
  return { type, facts: eventFacts[type].parse(facts) } as TicketEvent
}
