import { z } from 'zod'
import type { Prisma } from '@/generated/prisma/client'
import type { Client } from '@/server/infra/db/db'
import { jobId } from '@/server/infra/jobs/jobs'

/** Something that happened to a page, ticket or mail, or is still due. */
export interface TraceEntry {
  at: Date
  /** Kind of row: `event`, `clock`, `page`, `page log`, `delivery`, `attempt`, `mail`, `audit`, `failure` or `next`. */
  source: string
  /** Id of the row. */
  id: string
  what: string
  /** Ids, states and numbers; no customer text and no secrets. */
  detail: Record<string, unknown>
}

export interface Trace {
  subject: { kind: 'ticket' | 'page' | 'mail'; id: string; reference: string | null }
  /** Sorted by instant. */
  entries: TraceEntry[]
}

const methodSelect = { kind: true, label: true }
const isUuid = (text: string) => z.uuid().safeParse(text).success

/** Finds a ticket, page or mail by reference or id; null when there is none. A delivery's id finds its page. */
async function findSubject(client: Client, wanted: string): Promise<Trace['subject'] | null> {
  if (!isUuid(wanted)) {
    const ticket = await client.ticket.findUnique({ where: { reference: wanted.toUpperCase() }, select: { id: true } })
    return ticket && { kind: 'ticket', id: ticket.id, reference: wanted.toUpperCase() }
  }
  const ticket = await client.ticket.findUnique({ where: { id: wanted }, select: { reference: true } })
  if (ticket) return { kind: 'ticket', id: wanted, reference: ticket.reference }
  const page = await client.page.findFirst({
    where: { OR: [{ id: wanted }, { deliveries: { some: { id: wanted } } }] },
    select: { id: true, ticket: { select: { reference: true } } },
  })
  if (page) return { kind: 'page', id: page.id, reference: page.ticket?.reference ?? null }
  const mail = await client.mailMessage.findUnique({ where: { id: wanted }, select: { ticketId: true } })
  return mail && { kind: 'mail', id: wanted, reference: null }
}

async function pageEntries(client: Client, where: Prisma.PageWhereInput): Promise<TraceEntry[]> {
  const pages = await client.page.findMany({
    where,
    include: {
      triggers: true,
      log: true,
      deliveries: { include: { attemptLog: true, contactMethod: { select: methodSelect } } },
    },
  })
  return pages.flatMap((page): TraceEntry[] => [
    {
      at: page.openedAt,
      source: 'page',
      id: page.id,
      what: `opened at ${page.severity}`,
      detail: { state: page.state, urgency: page.urgency, cycle: page.cycle, policyId: page.policyId },
    },
    ...page.triggers.map((row) => ({
      at: row.at,
      source: 'page',
      id: page.id,
      what: `triggered by ${row.kind}`,
      detail: { key: row.key },
    })),
    ...page.log.map((row) => ({
      at: row.at,
      source: 'page log',
      id: page.id,
      what: row.kind,
      detail: row.detail as Record<string, unknown>,
    })),
    ...(page.nextAt ? [nextOf(page.nextAt, 'pages', page.id, jobId('page.advance', { pageId: page.id }))] : []),
    ...page.deliveries.flatMap((delivery): TraceEntry[] => [
      {
        at: delivery.createdAt,
        source: 'delivery',
        id: delivery.id,
        what: `${delivery.contactMethod.kind} planned`,
        detail: {
          engineerId: delivery.engineerId,
          cycle: delivery.cycle,
          step: delivery.step,
          sendAt: delivery.sendAt.toISOString(),
          state: delivery.state,
          attempts: delivery.attempts,
        },
      },
      ...delivery.attemptLog.map((row) => ({
        at: row.at,
        source: 'attempt',
        id: delivery.id,
        what: `${delivery.contactMethod.kind}: ${row.outcome}`,
        detail: { workerId: row.workerId, answer: row.answer, repeated: row.repeated, bundleSize: row.bundleSize },
      })),
      ...(delivery.nextAt
        ? [nextOf(delivery.nextAt, 'deliveries', delivery.id, jobId('delivery.send', { deliveryId: delivery.id }))]
        : []),
    ]),
  ])
}

/** Returns the entry for something still due, with the id of the job that triggers it. Rows decide; jobs are hints. */
const nextOf = (at: Date, kind: string, id: string, job?: string): TraceEntry => ({
  at,
  source: 'next',
  id,
  what: `due: ${kind}`,
  detail: job ? { job } : {},
})

async function mailEntries(client: Client, where: Prisma.MailMessageWhereInput): Promise<TraceEntry[]> {
  const mails = await client.mailMessage.findMany({ where })
  return mails.flatMap((mail): TraceEntry[] => [
    {
      at: mail.createdAt,
      source: 'mail',
      id: mail.id,
      what: `${mail.template} queued`,
      detail: { toUserId: mail.toUserId, state: mail.state, attempts: mail.attempts, lastError: mail.lastError },
    },
    ...(mail.sentAt
      ? [{ at: mail.sentAt, source: 'mail', id: mail.id, what: `${mail.template} sent`, detail: {} }]
      : []),
    ...(mail.nextAt ? [nextOf(mail.nextAt, 'mails', mail.id, jobId('mail.send', { mailId: mail.id }))] : []),
  ])
}

async function ticketEntries(client: Client, ticketId: string): Promise<TraceEntry[]> {
  const ticket = await client.ticket.findUniqueOrThrow({
    where: { id: ticketId },
    select: {
      closesAt: true,
      events: true,
      clocks: { include: { warnings: true, breach: true } },
    },
  })
  return [
    ...ticket.events.map((event) => ({
      at: event.at,
      source: 'event',
      id: event.id,
      what: event.type,
      detail: { chain: event.chain, seq: event.seq, actorKind: event.actorKind, actorId: event.actorId },
    })),
    ...ticket.clocks.flatMap((clock): TraceEntry[] => {
      const entry = (at: Date, what: string, detail: Record<string, unknown> = {}): TraceEntry => ({
        at,
        source: 'clock',
        id: clock.id,
        what: `${clock.metric} ${clock.ordinal}: ${what}`,
        detail,
      })
      return [
        entry(clock.startedAt, 'started', { state: clock.state, dueAt: clock.dueAt?.toISOString() ?? null }),
        ...clock.warnings.map((row) =>
          entry(row.at, `${row.percent} % warning`, { noticedAt: row.noticedAt.toISOString() }),
        ),
        ...(clock.breach
          ? [entry(clock.breach.at, 'breached', { noticedAt: clock.breach.noticedAt.toISOString() })]
          : []),
        ...(clock.endedAt ? [entry(clock.endedAt, `ended, ${clock.outcome}`)] : []),
        ...(clock.nextAt ? [nextOf(clock.nextAt, 'clocks', ticketId, jobId('clock.settle', { ticketId }))] : []),
      ]
    }),
    ...(ticket.closesAt ? [nextOf(ticket.closesAt, 'closings', ticketId)] : []),
    ...(await pageEntries(client, { ticketId })),
    ...(await mailEntries(client, { ticketId })),
  ]
}

/**
 * Returns the complete history of a ticket, page or mail: its rows, attempts, failures and audit entries, and what is
 * still due, sorted by instant (UTC). Read-only.
 * @param wanted a ticket's reference, or the id of a ticket, page, delivery or mail
 * @returns null when there is none
 */
export async function readTrace(client: Client, wanted: string): Promise<Trace | null> {
  const subject = await findSubject(client, wanted)
  if (!subject) return null
  const { kind, id } = subject
  const own =
    kind === 'ticket'
      ? await ticketEntries(client, id)
      : kind === 'page'
        ? await pageEntries(client, { id })
        : await mailEntries(client, { id })
  const ids = [...new Set([id, ...own.map((entry) => entry.id)])]
  const failures = await client.failingItem.findMany({ where: { itemId: { in: ids } } })
  const subjects = subject.reference && kind === 'ticket' ? [...ids, subject.reference] : ids
  const audit = await client.auditEntry.findMany({ where: { subjectId: { in: subjects } } })
  const entries: TraceEntry[] = [
    ...own,
    ...failures.map((row) => ({
      at: row.lastAt,
      source: 'failure',
      id: row.itemId,
      what: `${row.kind}: failed ${row.failures} times${row.parkedAt ? ', parked' : ''}`,
      detail: { lastError: row.lastError, nextAt: row.nextAt.toISOString() },
    })),
    ...audit.map((row) => ({
      at: row.at,
      source: 'audit',
      id: row.seq.toString(),
      what: row.outcome === 'done' ? row.action : `${row.action} (${row.outcome})`,
      detail: { actorKind: row.actorKind, actorId: row.actorId },
    })),
  ]
  return { subject, entries: entries.sort((a, b) => a.at.getTime() - b.at.getTime()) }
}
