import { z } from 'zod'
import { type TicketStatusName } from '@/server/vocabulary/status'
import type { BreachExplanation } from './breaches/schema'
import { platformSchema, productSchema, scenarioSchema } from '@/server/vocabulary/field'
import { severitySchema, type Severity } from '@/server/vocabulary/severity'
import { type Metric } from '@/server/vocabulary/metric'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import { instantInput } from '@/server/infra/input/instant-schema'
import type { TicketEvent } from './events/schema'
import type { TicketPaging } from '@/server/paging/page/progress'
import { type PolicyDefinition } from '@/server/sla/schema'
import { type ReplyKind, replyKindSchema } from '@/server/vocabulary/reply-kind'
import { message, oneLine, optionalLine, optionalMessage } from '@/server/vocabulary/text'

/** Limits shown by the screens and enforced by the server: characters, counts and bytes. */
export const limits = {
  subject: 200,
  body: 20_000,
  reason: 500,
  short: 120,
  errorCodes: 20,
  attachmentBytes: 25 * 1024 * 1024,
  attachments: 10,
} as const

const short = optionalLine(limits.short)
const body = message(limits.body)
const reason = message(limits.reason, { min: 3 })
export const referenceSchema = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,8}$/, 'invalidReference')
const attachmentIds = z.array(z.uuid()).max(limits.attachments).default([])
/** Bounded by PostgreSQL's integer type. */
const seq = z.number().int().min(1).max(2_147_483_647)
/** The public seq when the form was rendered: a stale form is refused, not applied (SEMANTICS §5). */
const basedOn = seq.optional()

/** Answers to the three questions about the impact (PRODUCT.md, T2). */
export const impactSchema = z.object({
  production: z.enum(['yes', 'no']),
  users: z.enum(['most', 'many', 'few']),
  otherWay: z.enum(['no', 'with_effort', 'yes']),
})
export type Impact = z.infer<typeof impactSchema>

export const fileTicketSchema = z.object({
  /** Idempotency key, generated once per form: the same key files once, however often it is sent. */
  clientKey: z.uuid(),
  projectId: z.uuid(),
  scenario: scenarioSchema,
  /** Description of the problem. Its first line becomes the subject when none is given. */
  body,
  subject: optionalLine(limits.subject),
  severity: severitySchema,
  impact: impactSchema.nullish(),
  product: productSchema.nullish(),
  platforms: z.array(platformSchema).max(13).default([]),
  sdkVersion: short,
  region: short,
  carrier: short,
  errorCodes: z.array(oneLine(40)).max(limits.errorCodes).default([]),
  channelId: short,
  userIds: optionalLine(500),
  startedAt: instantInput.nullish(),
  /** The closed ticket that this one follows up. */
  followUpOf: referenceSchema.nullish(),
  attachmentIds,
})
export type FileTicketInput = z.input<typeof fileTicketSchema>
export type FileTicket = z.output<typeof fileTicketSchema>

export const promiseSchema = z.object({
  projectId: z.uuid(),
  severity: severitySchema,
  /** A product may have its own SLA policy. */
  product: productSchema.nullish(),
})
export const byReferenceSchema = z.object({ reference: referenceSchema })
/** `into` is the older ticket, which stays open. */
export const mergeSchema = z.object({ reference: referenceSchema, into: referenceSchema })
/** Asks to hold the message for 10 s so that it can be undone; urgent ones are not held (conversation/held.ts). */
const undoable = z.boolean().default(false)
/** Idempotency key: the same key with the same content acts once; with different content it is refused. */
const clientKey = z.uuid()
export const customerReplySchema = z.object({
  reference: referenceSchema,
  clientKey,
  basedOn,
  body,
  attachmentIds,
  undoable,
})
/** Without a key the closing is never recognised as a repeat. */
export const closeSchema = z.object({ reference: referenceSchema, clientKey: clientKey.optional(), undoable })
export const answerSchema = z.object({
  reference: referenceSchema,
  clientKey: z.uuid(),
  basedOn,
  kind: replyKindSchema,
  body,
  attachmentIds,
  /** Pulls the running update clock earlier, never later (SEMANTICS §1.2). */
  promiseNextUpdateAt: instantInput.nullish(),
  /** The status after this answer; `waiting_on_customer` needs a question (SEMANTICS §5). */
  then: z.enum(['open', 'waiting_on_customer', 'resolved']).default('open'),
  /** Why the root cause is unknown; required to resolve an S1 or S2 without one. */
  rootCauseUnknown: optionalMessage(limits.reason),
  undoable,
})
export const noteSchema = z.object({ reference: referenceSchema, clientKey: z.uuid(), body, attachmentIds })
export const setStatusSchema = z.object({
  reference: referenceSchema,
  to: z.enum(['open', 'on_hold']),
  reason: optionalMessage(limits.reason),
  clientKey: clientKey.optional(),
})
export const setSeveritySchema = z.object({
  reference: referenceSchema,
  to: severitySchema,
  reason,
  clientKey: clientKey.optional(),
})
export const reopenSchema = z.object({ reference: referenceSchema, clientKey: clientKey.optional() })
export const heldSchema = z.object({ id: z.uuid() })
export const promiseUpdateSchema = z.object({ reference: referenceSchema, at: instantInput })
export const setTeamSchema = z.object({ reference: referenceSchema, teamId: z.uuid().nullable() })
export const assignSchema = z.object({ reference: referenceSchema, assigneeId: z.uuid().nullable() })
export const watcherSchema = z.object({ reference: referenceSchema, userId: z.uuid() })
export const disputeSchema = z.object({ reference: referenceSchema, seq, reason })
export const decideDisputeSchema = z.object({
  reference: referenceSchema,
  seq,
  upheld: z.boolean(),
  reason,
})
export const objectSchema = z.object({ reference: referenceSchema, reason })
export const eraseWordsSchema = z.object({
  reference: referenceSchema,
  chain: z.enum(['public', 'staff']),
  seq,
  reason,
})
export const linkArticleSchema = z.object({ reference: referenceSchema, articleId: z.uuid() })

export const queueSchema = z.object({
  view: z.enum(['open', 'mine', 'unassigned', 'due_soon', 'resolved']).default('open'),
  severity: severitySchema.nullish(),
  product: productSchema.nullish(),
  scenario: scenarioSchema.nullish(),
  organisationId: z.uuid().nullish(),
  /** Every word must occur in the subject, the number or the organisation's name. */
  text: optionalLine(100),
  limit: z.number().int().min(1).max(200).default(100),
  after: cursorInput,
})
export type QueueFilter = z.output<typeof queueSchema>
export const myTicketsSchema = z.object({
  scope: z.enum(['open', 'done']).default('open'),
  limit: z.number().int().min(1).max(200).default(100),
  after: cursorInput,
})
export type MyTicketsFilter = z.output<typeof myTicketsSchema>

/* View models for the screens. Instants are Dates (UTC), durations milliseconds. */

export interface ClockView {
  id: string
  metric: Metric
  state: 'running' | 'paused' | 'breached' | 'ended'
  outcome: 'open' | 'met' | 'late' | 'cancelled'
  startedAt: Date
  endedAt: Date | null
  dueAt: Date | null
  breachedAt: Date | null
  remainderMs: number | null
  elapsedMs: number
  targetMs: number
  pausedFor: string | null
  /** At least one warning has fired. */
  warned: boolean
  /** For drawing the clock, oldest first; empty in lists. */
  spans: { from: Date; to: Date; kind: 'running' | 'paused' | 'breached' }[]
}

/** Result of sending: recorded, held until `until` and undoable until then, or undone before. */
export type SendOutcome =
  | { state: 'sent'; atOnce: 'S1' | 'clockDue' | 'pageDue' | 'workerSilent' | null }
  | { state: 'held'; id: string; until: Date }
  /** The same form was undone earlier; nothing was sent. */
  | { state: 'undone' }

/** A message by the reader that is not in the thread: still held, undone, or returned because it could not be sent. */
export interface HeldMessageView {
  id: string
  verb: 'answer' | 'reply' | 'close'
  state: 'held' | 'sending' | 'undone' | 'returned'
  /** Why it was returned: a key of messages/<locale>/errors.json. */
  reason: string | null
  createdAt: Date
  until: Date | null
  body: string
  kind: ReplyKind | null
  then: 'open' | 'waiting_on_customer' | 'resolved'
  rootCauseUnknown: string
  promiseNextUpdateAt: Date | null
  attachments: AttachmentView[]
}

export interface PersonView {
  id: string
  name: string
}
export interface AttachmentView {
  id: string
  fileName: string
  contentType: string
  size: number
}

/** An event of either chain as a reader may see it, with the facts of its type. */
export type TimelineEvent = {
  kind: 'event'
  id: string
  chain: 'public' | 'staff'
  seq: number
  at: Date
  actor: { id: string | null; name: string; kind: 'customer' | 'staff' | 'system' }
  /** A reply, a note or the reason of a change; null when there is none, or when it was erased (`erased`). */
  body: string | null
  erased: boolean
  attachments: AttachmentView[]
  /** Clocks that this answer ended. */
  effects: { metric: Metric; outcome: 'met' | 'late'; elapsedMs: number; lateMs: number }[]
  dispute: 'open' | 'upheld' | 'rejected' | null
} & TicketEvent

/** One line of the thread: an event of either chain, or a recorded warning or breach, which is in no chain. */
export type TimelineItem =
  | TimelineEvent
  /** All warnings of one clock that did not breach, at the instant of the last one. */
  | { kind: 'warning'; id: string; at: Date; metric: Metric; percents: number[] }
  /** `percents` are the warnings before the breach. Customers get neither `percents` nor `explanation`. */
  | {
      kind: 'breach'
      id: string
      at: Date
      metric: Metric
      percents: number[]
      explanation: BreachExplanation | null
    }

export interface TicketPageView {
  id: string
  state: 'open' | 'acknowledged' | 'unanswered' | 'closed'
  openedAt: Date
  acknowledgedAt: Date | null
  acknowledgedBy: PersonView | null
  closedAt: Date | null
  nextAt: Date | null
  /** The engineer who acknowledged snoozed the page until `nextAt`. */
  snoozed: boolean
  responders: { name: string; at: Date }[]
  /** Engineers asked to help; `joinedAt` is null until they have joined. */
  helpers: { name: string; joinedAt: Date | null }[]
}

export interface UndeliveredMail {
  /** The event that the mail was about. */
  eventId: string
  person: PersonView
  /** `waiting` while it is still retried, for up to five days. */
  state: 'failed' | 'waiting'
  since: Date
  /** The mail server's response, verbatim. */
  answer: string
}

export interface TicketView {
  id: string
  reference: string
  subject: string
  organisation: { id: string; key: string; name: string; plan: string | null }
  project: { id: string; name: string; appId: string } | null
  product: string | null
  scenario: string
  platforms: string[]
  sdkVersion: string
  region: string
  carrier: string
  errorCodes: string[]
  channelId: string
  userIds: string
  startedAt: Date | null
  severity: Severity
  status: TicketStatusName
  holdReason: string | null
  filer: PersonView
  /** Staff only: the filer has left the organisation, and their notices go to its leads. */
  filerLeft: boolean
  assignee: PersonView | null
  /** Null for customers. */
  team: { id: string; name: string } | null
  watchers: PersonView[]
  createdAt: Date
  lastActivityAt: Date
  resolvedAt: Date | null
  closedAt: Date | null
  closesAt: Date | null
  followUpOf: string | null
  followUps: string[]
  answers: {
    workaround: { seq: number; at: Date; summary: string } | null
    rootCause: { seq: number; at: Date; summary: string } | null
    rootCauseUnknown: string | null
    fix: { seq: number; at: Date; summary: string } | null
    nextUpdateBy: Date | null
  }
  clocks: ClockView[]
  timeline: TimelineItem[]
  /** Staff only: mails of this ticket that could not be delivered. */
  undelivered: UndeliveredMail[]
  articles: { id: string; slug: string; title: string }[]
  /** Staff only; null for customers and when nobody was ever paged. */
  page: TicketPageView | null
  /** For the ticket's customers, and for staff while nobody has acknowledged; null when nobody was ever paged. */
  paging: TicketPaging | null
  /** Staff only: recent tickets of the same scenario, by the same organisation or resolved for the same product. */
  similar: { reference: string; subject: string; status: TicketStatusName; resolvedAt: Date | null }[]
  ledger: { seq: number; head: string }
  /** The pinned policy, from which the browser previews clocks; `consequences` is left out. */
  policy: PolicyDefinition
  may: {
    reply: boolean
    answer: boolean
    note: boolean
    close: boolean
    reopen: boolean
    dispute: boolean
    decideDispute: boolean
    object: boolean
    seeStaff: boolean
    eraseWords: boolean
  }
  /** The server's time, so that countdowns do not depend on the browser's clock. */
  now: Date
}

export interface TicketRow {
  id: string
  reference: string
  subject: string
  organisation: { key: string; name: string }
  product: string | null
  scenario: string
  severity: Severity
  status: TicketStatusName
  assignee: PersonView | null
  /** The clock that determines the row's position; a paused one when none runs; null when none is open. */
  clock: ClockView | null
  breaches: number
  /** Clocks that breached and are still open, besides the one shown. */
  openBreaches: Metric[]
  /** Staff only: since when a page of the ticket waits for acknowledgement; null when none does. */
  pagedSince: Date | null
  /** Staff only: the customer disputes an answer and no manager has decided yet. */
  disputed: boolean
  unread: boolean
  lastActivityAt: Date
  createdAt: Date
}

export interface QueueView {
  rows: TicketRow[]
  /** Where the next page begins; null on the last one. */
  next: string | null
  /** Number of tickets per view that match the filters. */
  counts: { open: number; mine: number; unassigned: number; due_soon: number }
  now: Date
}

export interface MyTicketsView {
  rows: TicketRow[]
  /** Where the next page begins; null on the last one. */
  next: string | null
  now: Date
}

export interface PromisePreview {
  severity: Severity
  planName: string
  /** Due instants if the ticket were filed now; null when the plan has no such target. */
  firstResponseBy: Date | null
  updateEveryMinutes: number | null
  workaroundBy: Date | null
  resolutionBy: Date | null
  /** Who is paged when an S1 or S2 is sent. */
  onCall: { name: string; until: Date | null } | null
  pages: boolean
  now: Date
}

export interface FilingOptions {
  projects: {
    id: string
    name: string
    appId: string
    organisation: { id: string; name: string; plan: string | null }
    products: string[]
    scenario: string | null
    platforms: string[]
    sdkVersion: string
    regions: string[]
    carriers: string[]
  }[]
}
