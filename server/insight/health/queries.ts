import type { Client, Db } from '@/server/infra/db/db'

/** A `bundleUntil` further ahead than any bundle lasts was set by a wrong clock and does not excuse a delay. */
const maxBundleMs = 2 * 60_000

/**
 * Returns since when the longest-waiting page has notified nobody: its notifications are due, and none of this step or
 * a later one of this cycle has been sent. Notifications that wait for the next bundle do not count.
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

/** Selects channels with due notifications, by contact method kind, and `email` when a mail waits for a retry. */
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

/** Selects the counters of running workers whose last complete sweep is not older than `since`; at most 20. */
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

/** Makes a small write, like those of requests. */
export async function writeProbe(db: Db, processId: string, at: Date): Promise<void> {
  await db.writeProbe.upsert({
    where: { processId },
    create: { processId, at },
    update: { at },
    select: { processId: true },
  })
}

/**
 * Makes a write that needs new disk space: on a full disk small writes still fit into existing pages. The table is
 * temporary and dropped at once.
 */
export async function probeDiskSpace(db: Db): Promise<void> {
  await db.$executeRaw`
    create temporary table nightdesk_room_probe on commit drop as
    select string_agg(md5(random()::text), '') as "words" from generate_series(1, 4000)`
}

/** Counts the mails that failed permanently. */
export const countFailedMails = (client: Client): Promise<number> =>
  client.mailMessage.count({ where: { state: 'failed' } })
