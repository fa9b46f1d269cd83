import type { MailProps, MailTemplate } from '@/emails/registry'

const url = 'https://desk.example.com/tickets/ACME-7'
const about = {
  severity: 'S1',
  reference: 'ACME-7',
  subject: 'No sound <b>since</b> "ten" & later',
  organisation: 'Acme',
}
const other = { severity: 'S2', reference: 'BETA-3', subject: '通话没有声音', organisation: 'Beta' }
const openedAt = '2026-11-21T02:15:00.000Z'
const later = '2026-12-31T17:40:00.000Z'

const notice: MailProps<'ticket-reply'> = {
  reference: about.reference,
  subject: about.subject,
  url,
  actorName: 'Ana <Ops>',
  kind: 'workaround',
  body: 'Retry with the **same** ID:\n\n```\n  send(a, b)\n```\n\n- 一\n- two\n\n<img src=x onerror=alert(1)>',
  severity: 'S1',
  seq: 4,
  head: 'c0ffee',
  nextUpdateBy: later,
}
const bare: MailProps<'ticket-reply'> = {
  reference: 'ACME-7',
  subject: 'No sound',
  url,
  actorName: 'Ana',
  severity: 'S3',
  seq: 9,
  head: 'beef',
}
const severity: MailProps<'ticket-severity'> = {
  ...bare,
  from: 'S3',
  to: 'S1',
  reason: 'Every room\n  is silent',
  cause: { kind: 'breach', metric: 'first_response', percent: 100 },
  seq: 5,
}
const gap = { policy: 'Voice', severities: 'S1, S2', from: openedAt, to: later }
const entry = {
  ...about,
  known: 'Only **Android**',
  tried: '1. restart\n2. wait',
  promised: '',
  note: 'call `Ben`',
  dueAt: later,
  missing: false,
}
const emptyEntry = { ...other, known: '', tried: '', promised: '', note: '', dueAt: null, missing: true }
const handoff = { schedule: 'Voice', outgoing: 'Ana', incoming: 'Ben', at: openedAt, url }
const failing = { owner: 'Ana', address: 'a…@example.com', answer: '550 no <such> user', at: openedAt, url }
const page = {
  ...about,
  openedAt,
  cycle: 1,
  step: 2,
  acknowledgeUrl: 'https://desk.example.com/p/token',
  ticketUrl: url,
  deliveryId: '0b0e7d3c',
}
const swap = { actor: 'Ben', schedule: 'Voice', from: openedAt, to: later, url }
const signal = { ...about, metric: 'next_response', at: later, url } as const

/** Props of every template, by what the mail is about; together they go through every branch of the templates. */
export const mailSamples: { [T in MailTemplate]: Record<string, MailProps<T>> } = {
  'ticket-reply': { workaround: notice, plain: bare, corrected: { ...notice, isCorrection: true } },
  'ticket-severity': { raised: severity },
  'ticket-resolved': {
    resolved: { ...bare, body: 'Fixed in 4.2.1' },
    toCustomer: { ...bare, rateUrl: 'https://desk.example.com/p/rate/token' },
  },
  'ticket-merged': { merged: { ...bare, to: 'ACME-2' } },
  'ticket-notices': {
    one: { notices: [{ ...notice, template: 'ticket-reply' }] },
    several: {
      notices: [
        { ...severity, template: 'ticket-severity' },
        { ...bare, to: 'ACME-2', template: 'ticket-merged' },
        { ...bare, seq: 10, template: 'ticket-resolved' },
        { ...notice, seq: 11, template: 'ticket-reply' },
      ],
    },
  },
  'sla-signal': {
    warning: { ...signal, kind: 'warning', percent: 75 },
    breach: { ...signal, kind: 'breach', percent: 100 },
  },
  'message-returned': {
    stale: { ...about, author: 'Ana', own: true, reason: 'staleForm', url },
    closed: { ...about, author: 'Ana', own: false, reason: 'ticketClosed', url },
    left: { ...about, author: 'Ana', own: false, reason: 'forbidden', body: 'The queue was full.\n<b>Retry</b>', url },
    other: { ...about, author: 'Ana', own: true, reason: 'notFound', url },
  },
  'low-rating': { low: { ...about, rating: 2, url } },
  'dispute-waiting': { waiting: { ...about, openedAt, url } },
  page: {
    one: page,
    repeatedBundle: {
      ...page,
      count: 3,
      others: [
        { ...other, acknowledgeUrl: 'https://desk.example.com/p/other' },
        { ...other, reference: 'BETA-4' },
      ],
      repeated: true,
      dueAt: later,
    },
  },
  'page-unanswered': {
    one: { ...about, openedAt, ticketUrl: url },
    withOthers: { ...about, openedAt, ticketUrl: url, others: [other] },
  },
  swap: {
    asked: { ...swap, kind: 'asked', returnFrom: later, returnTo: later, note: 'Please <3' },
    accepted: { ...swap, kind: 'accepted' },
    declined: { ...swap, kind: 'declined' },
    withdrawn: { ...swap, kind: 'withdrawn' },
  },
  'turns-changed': {
    changed: {
      schedule: 'Voice',
      spans: [
        { kind: 'gained', from: openedAt, to: later },
        { kind: 'lost', from: openedAt, to: later },
      ],
      more: 2,
      url,
    },
  },
  coverage: {
    covered: { kind: 'weekly', until: later, gaps: [], url },
    weekly: {
      kind: 'weekly',
      until: later,
      gaps: [
        { ...gap, reason: 'nobody_on_call', people: [] },
        { ...gap, severities: 'S3', reason: 'no_verified_method', people: ['Ana', 'Ben', '陈'] },
      ],
      more: 1,
      url,
    },
    ahead: { kind: 'ahead', until: later, gaps: [{ ...gap, reason: 'nobody_on_call', people: [] }], url },
  },
  'drill-missed': {
    people: { policy: 'Voice', people: ['Ana', 'Ben'], at: openedAt, minutes: 5, url },
    nobody: { policy: 'Voice', people: [], at: openedAt, minutes: 1, url },
  },
  handoff: {
    draft: { ...handoff, kind: 'draft', entries: [entry, emptyEntry] },
    handed: { ...handoff, kind: 'handed', entries: [entry] },
    given: { ...handoff, kind: 'handed', schedule: null, entries: [entry] },
    toNobody: { ...handoff, kind: 'handed', incoming: null, entries: [] },
    unwritten: { ...handoff, kind: 'unwritten', entries: [emptyEntry] },
    waiting: { ...handoff, kind: 'waiting', entries: [entry] },
    managers: { ...handoff, kind: 'managers', entries: [entry, emptyEntry] },
  },
  'contact-code': { code: { code: '012345' } },
  'contact-test': { test: { subject: 'A test' } },
  'contact-failing': {
    own: { ...failing, own: true, kind: 'email', ended: true },
    other: { ...failing, own: false, kind: 'sms', ended: false },
  },
  invitation: { invited: { url, organisation: 'Acme', inviter: 'Ana' } },
  'sign-in-link': { link: { url, minutes: 15 } },
  'password-reset': { link: { url, minutes: 60 } },
  'worker-silent': { since: { since: openedAt }, never: {} },
  'system-alarm': {
    since: { problems: ['One <thing>.', 'Another.'], url, since: openedAt },
    never: { problems: ['One.'], url },
  },
}
