import { z } from 'zod'
import { queueViews, ticketsPerPage } from '../facts'
import { maxQuery } from '../finding/facts'
import type { Severity } from '@/server/vocabulary/severity'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import type { AttachmentView } from '../attachments/schema'
import type { AppLocale } from '@/server/vocabulary/locale'
import type { Metric } from '@/server/vocabulary/metric'
import type { TicketEvent } from '../events/schema'
import type { BreachExplanation } from '../breaches/schema'
import type { PersonView } from '../schema'
import type { TicketStatusName } from '@/server/vocabulary/status'
import type { ClockView } from '../clocks/schema'
import type { TicketPaging } from '@/server/paging/page/progress'
import type { PolicyDefinition } from '@/server/sla/schema'
import type { OnCallNow } from '@/server/oncall/schedule/schedules'
import type { WaitingPage } from '@/server/paging/waiting/waiting'

export const queueSchema = z.object({
  view: z.enum(queueViews).default('open'),
  organisationId: z.uuid().nullish(),
  /** A search (SEMANTICS §6). */
  text: z.string().max(maxQuery).default(''),
  limit: z.number().int().min(1).max(200).default(ticketsPerPage),
  after: cursorInput,
})
export type QueueFilter = z.output<typeof queueSchema>

export type CountedView = Exclude<QueueFilter['view'], 'resolved' | 'all'>

export const myTicketsSchema = z.object({
  scope: z.enum(['open', 'done']).default('open'),
  limit: z.number().int().min(1).max(200).default(ticketsPerPage),
  after: cursorInput,
})
export type MyTicketsFilter = z.output<typeof myTicketsSchema>

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
  /** When the author corrected the words, and what they were before, oldest first; null when nothing was corrected. */
  correction: { at: Date; earlier: string[] } | null
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
  /** In the reader's language when it is a known region. */
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
  /** The filer's language, in which macros are inserted. */
  customerLocale: AppLocale
  /** Staff only: the filer has left the organisation, and their notices go to its leads. */
  filerLeft: boolean
  assignee: PersonView | null
  /** Null for customers. */
  team: { id: string; name: string } | null
  watchers: PersonView[]
  /** Empty for customers. */
  tags: string[]
  /** Staff only: until when it is hidden from the lists of the desk; null when it is not. */
  snoozedUntil: Date | null
  createdAt: Date
  lastActivityAt: Date
  resolvedAt: Date | null
  closedAt: Date | null
  closesAt: Date | null
  /** The customer's last rating of the help, 1 to 5. */
  rating: number | null
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
    rate: boolean
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
  /** Empty for customers. */
  tags: string[]
  unread: boolean
  lastActivityAt: Date
  createdAt: Date
}

export interface QueueView {
  rows: TicketRow[]
  /** Where the next page begins; null on the last one. */
  next: string | null
  /** Number of tickets per view that match the filters: exact up to 1,000; 1,001 means more. */
  counts: Record<CountedView, number>
  /** In the view `all`: how many tickets there are that match, at most 1,001; null on a later page. */
  found: number | null
  /** Tickets that a search cannot find by their words yet, at most 1,001; 0 without a search. */
  notSearched: number
  /** Whether the viewer may change tickets, and therefore select them. */
  mayChange: boolean
  now: Date
}

export interface MyTicketsView {
  rows: TicketRow[]
  /** Where the next page begins; null on the last one. */
  next: string | null
  now: Date
}

export interface DeskPage extends WaitingPage {
  /** The first or next response that the customer waits for; null when none is open. */
  answerDue: { metric: Metric; at: Date } | null
}

/** Status shown on every staff screen beside its own content. Instants are UTC. */
export interface DeskStatus {
  /** The instant as of which the status was read. */
  at: Date
  /** Only schedules used by an escalation policy; the one that the default policy pages first comes first. */
  onCall: Pick<OnCallNow, 'scheduleId' | 'scheduleName' | 'person' | 'until'>[]
  /** Pages that nobody has acknowledged: every S1 first, then the viewer's own. */
  pages: DeskPage[]
  /** Number of all waiting pages, and of those that paged the viewer; `pages` may be truncated. */
  waiting: { total: number; mine: number }
  /** Number of undecided disputes; null for staff who may not decide them. */
  disputes: number | null
  /** Number of low ratings that nobody has followed up; null for staff who may not follow them up. */
  lowRatings: number | null
  /** Number of unread entries of the viewer's inbox, at most `maxUnread`. */
  unread: number
}
