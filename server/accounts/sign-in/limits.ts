import { DomainError } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { sourceBlock } from '../rules'
import { hashToken } from '../secrets'

export interface Limit {
  points: number
  windowMinutes: number
}

/**
 * Rate limits: points per window. For sign-in, wrong passwords are counted per account and source network together, so
 * that an attacker locks out their own network and not the account's owner. `accountAnywhere` limits guesses from many
 * networks at one account, `address` guesses from one network at many accounts. A browser that has signed in to the
 * account before is exempt from both by its device cookie; anybody else can still use a mailed link.
 */
export const limits = {
  account: { points: 10, windowMinutes: 15 },
  accountAnywhere: { points: 100, windowMinutes: 15 },
  device: { points: 10, windowMinutes: 15 },
  address: { points: 60, windowMinutes: 15 },
  mailToAccount: { points: 4, windowMinutes: 15 },
  mailToAccountAnywhere: { points: 20, windowMinutes: 15 },
  mailFromAddress: { points: 20, windowMinutes: 15 },
  /** Invitations that a customer's lead may send. */
  invitations: { points: 30, windowMinutes: 60 },
  /** Files that one person may add. */
  uploads: { points: 200, windowMinutes: 60 },
  /** Test notifications that one person may send to their own contact methods. */
  methodTest: { points: 5, windowMinutes: 60 },
  /** Codes that one person may have sent to new mail addresses. */
  methodCodes: { points: 5, windowMinutes: 15 },
  /** Invitations to one address, from all organisations together. */
  invitationsToAddress: { points: 3, windowMinutes: 24 * 60 },
  /** Tickets that one person may file, and one organisation in total. An S1 counts, but is never refused. */
  filings: { points: 30, windowMinutes: 10 },
  filingsOfOrganisation: { points: 60, windowMinutes: 10 },
  /** Replies, notes and disputes of one person, and of one organisation in total. */
  messages: { points: 60, windowMinutes: 10 },
  messagesOfOrganisation: { points: 240, windowMinutes: 10 },
  /** Changes of which ticket one person shows, and whether they write in it. */
  presence: { points: 600, windowMinutes: 10 },
  /** Saves of drafts by one person, about every second while they type. */
  drafts: { points: 900, windowMinutes: 10 },
  /** Kilobytes of files that one organisation may add: 1 GB. */
  uploadsOfOrganisation: { points: 1_048_576, windowMinutes: 60 },
  /** Refusals that are recorded in the audit trail, per person or address, and in total. */
  auditBySource: { points: 60, windowMinutes: 15 },
  auditRefusals: { points: 2_000, windowMinutes: 60 },
} satisfies Record<string, Limit>

/** One point, or `count`, of the window of a key. */
interface Taking {
  key: string
  limit: Limit
  count?: number
}

/**
 * Takes points from windows that all processes share, in one statement. Returns whether all limits still allowed it; each
 * is counted even when another does not. Call it before the work that it protects, so that parallel guesses are all
 * counted. The windows use the injected clock, which is why this is a statement of our own and not a library that reads
 * the wall clock. It does not wait until the disk has the points: after a crash of the database the last half second
 * may not be counted, but people of one organisation, who share a row, do not queue for the disk.
 */
export async function takePoints(ctx: ServiceContext, takings: readonly Taking[]): Promise<boolean> {
  const now = ctx.now()
  // Ordered, so that two statements lock the same rows in the same order.
  const wanted = [...takings].sort((a, b) => (a.key < b.key ? -1 : 1))
  const rows = await ctx.db.$queryRaw<{ key: string; points: number }[]>`
    insert into "RateLimit" as r ("key", "points", "expiresAt")
    select w."key", w."points", w."expiresAt"
    from json_to_recordset(${JSON.stringify(
      wanted.map(({ key, limit, count = 1 }) => ({
        key,
        points: count,
        expiresAt: new Date(now.getTime() + limit.windowMinutes * 60_000),
      })),
    )}::json) as w("key" text, "points" integer, "expiresAt" timestamptz),
      (select set_config('synchronous_commit', 'off', true)) as "soon"
    on conflict ("key") do update set
      "points" = case when r."expiresAt" <= ${now}::timestamptz then excluded."points" else r."points" + excluded."points" end,
      "expiresAt" = case when r."expiresAt" <= ${now}::timestamptz then excluded."expiresAt" else r."expiresAt" end
    returning "key", "points"`
  const taken = new Map(rows.map(({ key, points }) => [key, points]))
  return wanted.every(({ key, limit, count = 1 }) => (taken.get(key) ?? count) <= limit.points)
}

/** Takes one point, or `count`, from one window, as `takePoints` does. */
export const takePoint = (ctx: ServiceContext, key: string, limit: Limit, count = 1): Promise<boolean> =>
  takePoints(ctx, [{ key, limit, count }])

/** Takes one point. @throws DomainError RATE_LIMITED `tooManyAttempts` when the window has none left. */
export async function requirePoint(ctx: ServiceContext, key: string, limit: Limit): Promise<void> {
  if (await takePoint(ctx, key, limit)) return
  throw new DomainError('RATE_LIMITED', 'tooManyAttempts', { values: { minutes: limit.windowMinutes } })
}

/**
 * Counts a try with a mailed link: a valid link has its own limit, so that others on the network do not use up its
 * owner's tries; invalid ones are counted per source network.
 * @throws DomainError RATE_LIMITED
 */
export async function requireLinkTry(
  ctx: ServiceContext,
  { token, address, isLive }: { token: string; address: string; isLive: boolean },
): Promise<void> {
  if (isLive) await requirePoint(ctx, `link:${hashToken(token)}`, limits.account)
  else await requirePoint(ctx, `sign-in-address:${sourceBlock(address)}`, limits.address)
}

/**
 * Deletes the counted tries of a key after a successful one, and returns one point to the other keys.
 * @param wider keys that also count other people's tries
 */
export async function clearAttempts(ctx: ServiceContext, ownKey: string, wider: readonly string[]): Promise<void> {
  // Both statements of this file lock rows in the order of their keys, so that neither waits for the other in a circle.
  await ctx.db.$executeRaw`
    with tried as materialized (
      select "key" from "RateLimit" where "key" = any(${[ownKey, ...wider]}) order by "key" for update
    ), gone as (delete from "RateLimit" r using tried where r."key" = tried."key" and r."key" = ${ownKey})
    update "RateLimit" r set "points" = greatest(r."points" - 1, 0)
    from tried where r."key" = tried."key" and r."key" <> ${ownKey}`
  // A window that somebody is counting in is not over; it is deleted another time.
  await ctx.db.$executeRaw`
    delete from "RateLimit" where "key" in (
      select "key" from "RateLimit" where "expiresAt" < ${ctx.now()}::timestamptz for update skip locked)`
}
