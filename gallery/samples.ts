import type { AttachmentView } from '@/server/tickets/attachments/schema'
import type { ClockView } from '@/server/tickets/clocks/schema'
import type { DeskStatus, TicketView, TimelineItem, UndeliveredMail } from '@/server/tickets/reading/schema'
import type { Viewer } from '@/server/accounts/schema'

/** The instant at which all stories are seen: a Friday, ten in the morning in Singapore. */
export const now = new Date('2026-11-20T02:00:00Z')
/** The instant `minutes` after `now`; before it when negative. */
export const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const ms = (minutes: number) => minutes * 60_000

export const engineer: Viewer = {
  kind: 'person',
  userId: 'u-ana',
  email: 'ana@demo.test',
  name: 'Ana Lim',
  locale: 'en',
  timeZone: 'Asia/Singapore',
  staffRoles: ['engineer', 'manager'],
  memberships: [],
}
const customer = { id: 'u-chen', name: '陈晨' }
const ana = { id: engineer.userId, name: engineer.name }

export function clockOf(part: Partial<ClockView> = {}): ClockView {
  return {
    id: `clock-${part.metric ?? 'first_response'}-${part.state ?? 'running'}`,
    metric: 'first_response',
    state: 'running',
    outcome: 'open',
    startedAt: at(-10),
    endedAt: null,
    dueAt: at(20),
    breachedAt: null,
    remainderMs: ms(20),
    elapsedMs: ms(10),
    targetMs: ms(30),
    pausedFor: null,
    warned: false,
    spans: [{ from: at(-10), to: at(0), kind: 'running' }],
    ...part,
  }
}

/** A clock in each of its looks. */
export const clocks = {
  running: clockOf(),
  'nearly due': clockOf({ startedAt: at(-26), dueAt: at(4), warned: true }),
  breached: clockOf({ state: 'breached', outcome: 'late', dueAt: at(-12), breachedAt: at(-12) }),
  'late at the end': clockOf({
    state: 'ended',
    outcome: 'late',
    breachedAt: at(-60),
    endedAt: at(-15),
    dueAt: at(-60),
  }),
  met: clockOf({ state: 'ended', outcome: 'met', endedAt: at(-3), elapsedMs: ms(7) }),
  paused: clockOf({ state: 'paused', dueAt: null, pausedFor: 'waiting_on_customer', remainderMs: ms(95) }),
  cancelled: clockOf({ state: 'ended', outcome: 'cancelled', endedAt: at(-3) }),
  none: null,
} as const

export const logFile: AttachmentView = {
  id: '00000000-0000-4000-8000-000000000001',
  fileName: 'edge-gz-3.log',
  contentType: 'text/plain',
  size: 48_213,
}

type Event = TimelineItem & { kind: 'event' }
const inEvent: Pick<Event, 'kind' | 'chain' | 'erased' | 'correction' | 'attachments' | 'effects' | 'dispute'> = {
  kind: 'event',
  chain: 'public',
  erased: false,
  correction: null,
  attachments: [],
  effects: [],
  dispute: null,
}
const byCustomer = { ...customer, kind: 'customer' } as const
const byStaff = { ...ana, kind: 'staff' } as const

export const events = {
  filed: {
    ...inEvent,
    id: 'e1',
    seq: 1,
    at: at(-55),
    actor: byCustomer,
    body: '加入会议时约三成用户失败，错误码 70004。\n\n```\nERR 70004 join timeout\n```',
    attachments: [logFile],
    type: 'filed',
    facts: { severity: 'S2', policyDigest: 'd', scenario: 'meeting', product: 'rtc', attachments: [] },
  },
  answer: {
    ...inEvent,
    id: 'e2',
    seq: 2,
    at: at(-40),
    actor: byStaff,
    body: 'We see the loss on **gz-3** and have moved your app to another edge.\n\n| node | loss |\n|---|---|\n| gz-3 | 12 % |',
    effects: [{ metric: 'first_response', outcome: 'met', elapsedMs: ms(15), lateMs: 0 }],
    type: 'staff_reply',
    facts: { kind: 'workaround', human: true, attachments: [] },
  },
  disputed: {
    ...inEvent,
    id: 'e3',
    seq: 3,
    at: at(-30),
    actor: byStaff,
    body: 'It was our mistake.',
    effects: [{ metric: 'resolution', outcome: 'late', elapsedMs: ms(90), lateMs: ms(30) }],
    dispute: 'open',
    type: 'staff_reply',
    facts: { kind: 'fix', human: true, attachments: [] },
  },
  note: {
    ...inEvent,
    id: 's1',
    chain: 'staff',
    seq: 1,
    at: at(-25),
    actor: byStaff,
    body: 'The carrier changed its routes at 01:30.',
    type: 'internal_note',
    facts: { attachments: [] },
  },
  severity: {
    ...inEvent,
    id: 'e4',
    seq: 4,
    at: at(-20),
    actor: byStaff,
    body: 'Everybody in Guangzhou is affected.',
    type: 'severity_changed',
    facts: { from: 'S2', to: 'S1', cause: undefined, mergedFrom: undefined, reason: undefined },
  },
  erased: {
    ...inEvent,
    id: 'e5',
    seq: 5,
    at: at(-10),
    actor: byCustomer,
    body: null,
    erased: true,
    type: 'customer_reply',
    facts: { attachments: [], mergedFrom: undefined },
  },
} satisfies Record<string, Event>

export const breach: TimelineItem = {
  kind: 'breach',
  id: 'b1',
  at: at(-12),
  metric: 'update',
  percents: [50, 75, 90],
  explanation: { clockId: 'c1', reasons: [], mayExplain: true },
}
export const explainedBreach: TimelineItem = {
  ...breach,
  id: 'b2',
  explanation: {
    clockId: 'c1',
    mayExplain: true,
    reasons: [{ code: 'handoff', words: 'Nobody took the ticket over at six.', by: 'Priya Nair', at: at(-5) }],
  },
}
export const warning: TimelineItem = {
  kind: 'warning',
  id: 'w1',
  at: at(-22),
  metric: 'resolution',
  percents: [50, 75],
}

export const undelivered: UndeliveredMail[] = [
  { eventId: 'e2', person: customer, state: 'failed', since: at(-39), answer: '550 5.1.1 user unknown' },
  { eventId: 'e2', person: ana, state: 'waiting', since: at(-9), answer: '451 try again later' },
]

export const ticket: TicketView = {
  id: 't1',
  reference: 'XINGYU-12',
  subject: '加入会议失败',
  organisation: { id: 'o1', key: 'XINGYU', name: '星屿会议', plan: 'Premium' },
  project: { id: 'p1', name: 'Meetings', appId: '1400000000' },
  product: 'rtc',
  scenario: 'meeting',
  platforms: ['ios', 'android'],
  sdkVersion: '11.8.2',
  region: 'Guangzhou',
  carrier: '',
  errorCodes: ['70004'],
  channelId: '',
  userIds: '',
  startedAt: at(-70),
  severity: 'S1',
  status: 'open',
  holdReason: null,
  customerLocale: 'en',
  filer: customer,
  filerLeft: false,
  assignee: ana,
  team: null,
  tags: ['launch'],
  snoozedUntil: null,
  watchers: [],
  createdAt: at(-55),
  lastActivityAt: at(-5),
  resolvedAt: null,
  closedAt: null,
  closesAt: null,
  rating: null,
  followUpOf: null,
  followUps: [],
  answers: {
    workaround: { seq: 2, at: at(-40), summary: 'Moved to another edge' },
    rootCause: null,
    rootCauseUnknown: null,
    fix: null,
    nextUpdateBy: at(18),
  },
  clocks: [
    clockOf({
      state: 'ended',
      outcome: 'met',
      startedAt: at(-55),
      endedAt: at(-40),
      spans: [{ from: at(-55), to: at(-40), kind: 'running' }],
    }),
    clockOf({
      metric: 'update',
      state: 'breached',
      outcome: 'late',
      startedAt: at(-40),
      breachedAt: at(-12),
      dueAt: at(-12),
      spans: [
        { from: at(-40), to: at(-12), kind: 'running' },
        { from: at(-12), to: at(0), kind: 'breached' },
      ],
    }),
    clockOf({
      metric: 'resolution',
      startedAt: at(-55),
      dueAt: at(180),
      targetMs: ms(240),
      spans: [
        { from: at(-55), to: at(-35), kind: 'running' },
        { from: at(-35), to: at(-25), kind: 'paused' },
        { from: at(-25), to: at(0), kind: 'running' },
      ],
    }),
  ],
  timeline: [
    events.filed,
    events.answer,
    warning,
    events.note,
    events.disputed,
    events.severity,
    breach,
    events.erased,
  ],
  undelivered,
  articles: [],
  page: null,
  paging: null,
  similar: [],
  ledger: { seq: 5, head: '4f1d5c2b9a7e6d3c8b0a1f2e3d4c5b6a7f8e9d0c1b2a3f4e5d6c7b8a9f0e1d2c' },
  policy: { warningPercents: [50, 75, 90], calendars: {}, severities: {} },
  may: {
    reply: true,
    answer: true,
    note: true,
    close: true,
    reopen: false,
    dispute: true,
    decideDispute: true,
    object: true,
    rate: false,
    seeStaff: true,
    eraseWords: true,
  },
  now,
}

/** A clock that runs in calm hours, and nothing else. */
export const calmTicket: TicketView = {
  ...ticket,
  severity: 'S4',
  clocks: [clockOf({ dueAt: at(400), targetMs: ms(480) })],
  timeline: [events.filed],
  undelivered: [],
  answers: { workaround: null, rootCause: null, rootCauseUnknown: null, fix: null, nextUpdateBy: null },
}

const shift = (name: string | null, scheduleName: string, until: Date | null): DeskStatus['onCall'][number] => ({
  scheduleId: scheduleName,
  scheduleName,
  person: name ? { id: name, name } : null,
  until,
})
export const calmStatus: DeskStatus = {
  at: now,
  onCall: [shift('Ana Lim', 'Support on call', at(270)), shift('Priya Nair', 'Managers', at(480))],
  pages: [],
  waiting: { total: 0, mine: 0 },
  lowRatings: 0,
  disputes: 0,
  unread: 0,
}
const page: DeskStatus['pages'][number] = {
  pageId: 'pg1',
  ticketId: 't1',
  reference: 'XINGYU-12',
  subject: ticket.subject,
  organisation: '星屿会议',
  severity: 'S1',
  drill: false,
  openedAt: at(-6),
  mine: true,
  called: [{ id: 'u-marco', name: 'Marco Rossi', sentAt: at(-5) }],
  next: { kind: 'step' as NonNullable<DeskStatus['pages'][number]['next']>['kind'], at: at(4), people: [ana] },
  answerDue: { metric: 'first_response', at: at(9) },
}
export const pagedStatus: DeskStatus = {
  ...calmStatus,
  pages: [page, { ...page, pageId: 'pg2', severity: 'S2', mine: false }],
  waiting: { total: 3, mine: 1 },
  disputes: 2,
}
export const othersStatus: DeskStatus = {
  ...pagedStatus,
  pages: [{ ...page, severity: 'S2', mine: false }],
  waiting: { total: 1, mine: 0 },
}
export const drillStatus: DeskStatus = {
  ...pagedStatus,
  pages: [{ ...page, ticketId: null, drill: true, reference: 'Default', subject: '', next: null, answerDue: null }],
}
export const gapStatus: DeskStatus = { ...calmStatus, onCall: [shift(null, 'Support on call', null)] }
