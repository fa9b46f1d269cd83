import { type TicketHappening, triggersPage, urgencyOf } from '@/server/paging/policy/triggers.rules'
import { type OpenOrJoinPage, openOrJoinPage, pageTriggersFor, updatePageFacts } from '@/server/paging/page/pages'
import { type ClockSignal, type Settlement, settleClocks } from '@/server/sla/clocks/clocks'
import { type RecordedCause, writeNotices, writeSignalMails } from './notices'
import { appendEvents, chainColumns } from './record'
import { slaEvents } from '../events/stored.rules'
import { selectPublicEvents } from '../queries'
import type { Severity } from '@/server/vocabulary/severity'
import type { Work } from '@/server/infra/db/unit-of-work'
import type { LockedTicket } from './lock'

/** Opens the ticket's page, or joins the one that is open, for what just happened to it (SEMANTICS §3). */
export async function pageTicket(
  work: Work,
  ticket: LockedTicket,
  happened: Pick<OpenOrJoinPage, 'urgency' | 'trigger' | 'responseWarningAt' | 'now'>,
): Promise<void> {
  const nudges = await openOrJoinPage(work, {
    ...happened,
    ticketId: ticket.id,
    teamId: ticket.teamId,
    routedPolicyId: ticket.routedPolicyId,
    severity: ticket.severity,
    about: { reference: ticket.reference, subject: ticket.subject, organisation: ticket.organisation.name },
    answered: false,
  })
  work.nudgeAll(nudges)
}

/** How far ahead a delayed job is enqueued; the arming pass enqueues later ones (ARCHITECTURE, deadlines). */
export const nudgeHorizonMs = 2 * 60_000

const nextSeverity: Partial<Record<Severity, Severity>> = { S4: 'S3', S3: 'S2', S2: 'S1' }

const happeningOf = ({ kind, metric, percent }: ClockSignal): TicketHappening =>
  kind === 'warning' ? { kind, metric, percent } : { kind, metric }

/** Ticket columns changed by settling. The caller writes them after its own, as they may include a raised severity. */
export type SettledColumns = Partial<
  ReturnType<typeof chainColumns> & {
    nextDueAt: Date | null
    savableDueAt: Date | null
    snoozedUntil: null
    newestBreachAt: Date | null
    nextUpdateBy: Date | null
    judgedAt: Date
    severity: Severity
    lastActivityAt: Date
    publicActivityAt: Date
  }
>

export interface Settled {
  settlement: Settlement
  /** Whether a page of the ticket is open. */
  isPaged: boolean
  columns: SettledColumns
}

/**
 * Updates clocks, queue order and pages from the timeline as of `now`, and runs the pinned policy's actions for each
 * new warning and breach: page, mail, raise the severity (SEMANTICS §3). Runs after every event that affects the clocks
 * and whenever a clock falls due; idempotent. The caller holds the ticket's row lock.
 * @param isEnded the events just appended answer or end the ticket, so the policy's actions are not run
 */
export async function settleTicket(work: Work, ticket: LockedTicket, now: Date, isEnded = false): Promise<Settled> {
  const before = ticket.severity
  const first = await evaluateNow(work, ticket, now)
  const isQuiet = isEnded || ticket.status === 'resolved' || ticket.status === 'closed'
  if (!isQuiet) await runConsequences(work, ticket, first, now)
  const cause = isQuiet ? undefined : first.signals.find(({ actions }) => actions?.has('raise'))
  const raised = cause && nextSeverity[before] ? await raise(work, ticket, nextSeverity[before], cause, now) : null
  const settlement = raised ?? first
  const facts = { severity: ticket.severity, responseWarningAt: settlement.responseWarningAt, now }
  const ofPage = await updatePageFacts(work, ticket.id, facts)
  work.nudgeAll(ofPage ?? [])
  const { nextAt, nextDueAt, savableDueAt, newestBreachAt, nextUpdateBy } = settlement
  if (nextAt && nextAt.getTime() - now.getTime() <= nudgeHorizonMs)
    work.nudge('clock.settle', { ticketId: ticket.id }, { at: nextAt })
  return {
    settlement,
    isPaged: ofPage !== null,
    columns: {
      nextDueAt,
      savableDueAt,
      newestBreachAt,
      nextUpdateBy,
      // A warning or a breach brings a snoozed ticket back.
      ...(first.signals.length > 0 ? { judgedAt: now, snoozedUntil: null } : {}),
      ...(raised
        ? {
            ...chainColumns(ticket),
            severity: ticket.severity,
            judgedAt: ticket.lastEventAt,
            lastActivityAt: ticket.lastEventAt,
            publicActivityAt: ticket.publicActivityAt,
          }
        : {}),
    },
  }
}

async function evaluateNow(work: Work, ticket: LockedTicket, now: Date): Promise<Settlement> {
  return settleClocks(
    work,
    { id: ticket.id, severity: ticket.severity, policyVersionId: ticket.policyVersionId },
    slaEvents(await selectPublicEvents(work.tx, ticket.id)),
    now,
  )
}

/** Opens pages and queues mails for the warnings and breaches that were just recorded. */
async function runConsequences(
  work: Work,
  ticket: LockedTicket,
  { signals, responseWarningAt }: Settlement,
  now: Date,
): Promise<void> {
  if (signals.length === 0) return
  const triggers = await pageTriggersFor(work.tx, ticket)
  for (const signal of signals) {
    const pages = signal.actions?.has('page') ?? triggersPage(happeningOf(signal), ticket.severity, triggers) !== null
    if (pages)
      await pageTicket(work, ticket, {
        urgency: urgencyOf(ticket.severity),
        trigger: {
          key: `${signal.kind}:${signal.clockId}:${signal.percent}`,
          kind: signal.kind,
          detail: { metric: signal.metric, percent: signal.percent },
          at: signal.at,
        },
        responseWarningAt,
        now,
      })
    if (signal.actions?.has('notify')) await writeSignalMails(work, ticket, signal, now)
  }
}

/**
 * Raises the severity by one level on behalf of the policy, as a public event, and evaluates the clocks again
 * (SEMANTICS §1.4). Warnings and breaches caused by the raise page and mail, but never raise the severity again.
 */
async function raise(
  work: Work,
  ticket: LockedTicket,
  to: Severity,
  { kind, metric, percent }: ClockSignal,
  now: Date,
): Promise<Settlement> {
  const from = ticket.severity
  const cause: RecordedCause = { kind, metric, percent }
  // Warnings and breaches were recorded as of this instant, so the raise must be dated after it (§1.6).
  ticket.judgedAt = now
  const [event] = await appendEvents(
    work,
    ticket,
    [
      {
        chain: 'public',
        type: 'severity_changed',
        actor: { kind: 'system', id: null },
        facts: { from, to, cause: { ...cause } },
      },
    ],
    now,
  )
  ticket.severity = to
  const settlement = await evaluateNow(work, ticket, ticket.lastEventAt)
  await runConsequences(work, ticket, settlement, now)
  const urgency = triggersPage({ kind: 'severity_changed', from }, to)
  if (urgency)
    await pageTicket(work, ticket, {
      urgency,
      trigger: { key: `raised:${event!.seq}`, kind: 'raised', detail: { from, to }, at: ticket.lastEventAt },
      responseWarningAt: settlement.responseWarningAt,
      now,
    })
  const props = { actorName: 'Nightdesk', from, to, cause }
  await writeNotices(work, ticket, event!, 'ticket-severity', props, now)
  return settlement
}
