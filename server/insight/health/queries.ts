import type { Client, Db } from '@/server/infra/db/db'

/** A method that waits longer than any bundle lasts was told so by a wrong clock: it does not excuse a delay. */
const maxBundleMs = 2 * 60_000

/**
 * Since when the oldest page waits that nobody has been notified of: its notifications are due, and neither this step
 * nor a later one of this cycle has been sent. What waits on purpose for the next bundle does not count.
 */
export async function selectOldestOwed(client: Client, now: Date): Promise<Date | null> {
  const bundledBy = new Date(now.getTime() + maxBundleMs)
  const [row] = await client.$queryRaw<{ at: Date | null }[]>`
    select min(d."sendAt") as "at"
    from "Delivery" d join "Page" p on p."id" = d."pageId" join "ContactMethod" m on m."id" = d."contactMethodId"
    where d."nextAt" is not null and d."state" = 'pending' and d."sendAt" <= ${now}
      and p."state" in ('open', 'unanswered') and d."cycle" = p."cycle"
      and (m."bundleUntil" is null or m."bundleUntil" <= ${now} or m."bundleUntil" > ${bundledBy})
      and not exists (
        select 1 from "Delivery" s
        where s."pageId" = d."pageId" and s."cycle" = d."cycle" and s."step" >= d."step" and s."state" = 'sent')`
  return row?.at ?? null
}

/** Channels by which something is due now: notifications by their method's kind, mails as EMAIL. */
export async function selectOwedChannels(client: Client, now: Date): Promise<Set<string>> {
  const rows = await client.$queryRaw<{ channel: string }[]>`
    select distinct m."kind"::text as "channel"
    from "Delivery" d join "ContactMethod" m on m."id" = d."contactMethodId"
    where d."nextAt" is not null and d."state" = 'pending' and d."sendAt" <= ${now}
    union
    select 'email' where exists (
      select 1 from "MailMessage" where "nextAt" is not null and "state" = 'pending' and "attempts" > 0)`
  return new Set(rows.map(({ channel }) => channel))
}

/** Counters of the workers whose last complete sweep is not older than `since`. */
export async function selectWorkerCounters(client: Client, since: Date): Promise<Record<string, number>[]> {
  const rows = await client.workerHeartbeat.findMany({
    where: { stoppedAt: null, beatAt: { gte: since } },
    orderBy: { beatAt: 'desc' },
    take: 20,
    select: { counters: true },
  })
  return rows.map(({ counters }) => counters as Record<string, number>)
}

export const countParked = (client: Client): Promise<number> =>
  client.failingItem.count({ where: { parkedAt: { not: null } } })

/** A small write, as every request makes them. */
export async function writeProbe(db: Db, processId: string, at: Date): Promise<void> {
  await db.writeProbe.upsert({
    where: { processId },
    create: { processId, at },
    update: { at },
    select: { processId: true },
  })
}

/**
 * A write that needs new room on the database's disk: small ones still fit into pages that exist when a disk is full.
 * Nothing of it stays.
 */
export async function roomProbe(db: Db): Promise<void> {
  await db.$executeRaw`
    create temporary table nightdesk_room_probe on commit drop as
    select string_agg(md5(random()::text), '') as "words" from generate_series(1, 4000)`
}

/** Mails that were given up. */
export const countFailedMails = (client: Client): Promise<number> =>
  client.mailMessage.count({ where: { state: 'failed' } })
