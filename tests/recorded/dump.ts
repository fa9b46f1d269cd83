import type { Story } from '@/tests/support/story'

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const hash = /\b[0-9a-f]{64}\b/g

/** Keys of stored JSON in one order: PostgreSQL keeps its own. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) =>
    // Mails got the address for rating after the recordings.
    key === 'rateUrl'
      ? undefined
      : inner && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Date)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : typeof inner === 'bigint'
          ? Number(inner)
          : inner,
  )

/**
 * Everything that a story left in the database, as lines in a stable order: both chains, clocks, pages, notifications
 * and mails. Ids become names or numbers in order of appearance and hashes are left out, because both are random.
 */
export async function dump(story: Story): Promise<string[]> {
  const { db } = story.database
  const { world } = story
  const names = new Map(
    [world.ana, world.bo, world.mia, world.customer, world.lead].map(({ userId, name }) => [userId, name]),
  )
  const lines: string[] = []
  const add = (kind: string, row: unknown) => lines.push(`${kind} ${plain(row)}`)

  const tickets = await db.ticket.findMany({
    orderBy: { number: 'asc' },
    // Tags, rating and routing came after the recordings.
    omit: {
      id: true,
      clientKey: true,
      clientDigest: true,
      tags: true,
      snoozedUntil: true,
      rating: true,
      routedPolicyId: true,
    },
  })
  for (const ticket of tickets) add('ticket', ticket)
  const events = await db.ticketEvent.findMany({
    orderBy: [{ ticket: { number: 'asc' } }, { chain: 'asc' }, { seq: 'asc' }],
    select: {
      ticket: { select: { reference: true } },
      chain: true,
      seq: true,
      at: true,
      type: true,
      actorId: true,
      actorKind: true,
      facts: true,
      content: { select: { body: true } },
    },
  })
  for (const event of events) add('event', event)
  const clocks = await db.slaClock.findMany({
    orderBy: [{ ticket: { number: 'asc' } }, { metric: 'asc' }, { ordinal: 'asc' }],
    // `warnedPercent` came after the recordings.
    omit: { id: true, ticketId: true, warnedPercent: true },
  })
  for (const clock of clocks) add('clock', clock)
  const pages = await db.page.findMany({
    orderBy: [{ openedAt: 'asc' }, { ticket: { number: 'asc' } }],
    omit: { id: true, policySnapshot: true },
    include: {
      triggers: { select: { kind: true, at: true, detail: true } },
    },
  })
  // Keys of triggers name clocks, whose ids are random.
  for (const { triggers, ...page } of pages) add('page', { ...page, triggers: triggers.map(plain).sort() })
  const deliveries = await db.delivery.findMany({
    orderBy: [{ createdAt: 'asc' }, { sendAt: 'asc' }, { cycle: 'asc' }, { step: 'asc' }, { rule: 'asc' }],
    select: {
      cycle: true,
      step: true,
      rule: true,
      kind: true,
      state: true,
      engineerId: true,
      sendAt: true,
      sentAt: true,
      createdAt: true,
    },
  })
  const mails = await db.mailMessage.findMany({
    orderBy: [{ createdAt: 'asc' }, { uniqueKey: 'asc' }],
    select: { template: true, props: true, toAddress: true, state: true, createdAt: true, sentAt: true },
  })
  const sorted = (kind: string, rows: unknown[]) =>
    lines.push(...rows.map((row) => named(`${kind} ${plain(row)}`, names).replace(hash, 'hash')).sort())
  sorted('delivery', deliveries)
  sorted('mail', mails)
  const seen = new Map<string, string>()
  return lines.map((line) =>
    named(line, names)
      .replace(uuid, (id) => {
        if (!seen.has(id)) seen.set(id, `#${seen.size + 1}`)
        return seen.get(id)!
      })
      .replace(hash, 'hash'),
  )
}

const named = (line: string, names: ReadonlyMap<string, string>) => line.replace(uuid, (id) => names.get(id) ?? id)
