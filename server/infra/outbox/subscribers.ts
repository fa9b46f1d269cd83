import {
  isOutboxEventType,
  outboxEvents,
  type OutboxEventType,
  type OutboxPayload,
} from '@/server/vocabulary/outbox/events'
import { systemActor } from '@/server/vocabulary/rights/actor'
import type { ServiceContext } from '../context'
import { unitOfWork, type Work } from '../db/unit-of-work'

/** A published event, as a subscriber gets it. */
export type OutboxEvent<T extends OutboxEventType = OutboxEventType> = {
  [Type in T]: {
    type: Type
    /** Its position among all events: the order in which a worker found them committed. */
    position: bigint
    /** When it happened (UTC). */
    at: Date
    payload: OutboxPayload<Type>
  }
}[T]

/**
 * Handles events after the transaction that published them has committed. A subscriber's changes and its cursor are
 * saved in one transaction, so each event is applied exactly once to rows of this database; an effect outside it (mail,
 * webhook) must be a row with a unique key.
 */
export interface Subscriber {
  /** Stored as the key of its cursor. Do not rename. */
  name: string
  types: ReadonlySet<OutboxEventType>
  handle(work: Work, event: OutboxEvent): Promise<void>
}

/**
 * Declares a subscriber of these types of event. A new subscriber receives only events published after its first look.
 */
export function subscriber<T extends OutboxEventType>(
  name: string,
  types: readonly T[],
  handle: (work: Work, event: OutboxEvent<T>) => Promise<void>,
): Subscriber {
  return { name, types: new Set(types), handle: (work, event) => handle(work, event as OutboxEvent<T>) }
}

const maxNumbered = 1_000
const maxHandled = 200
/** Handled events are kept this long, for investigations. */
const retentionMs = 30 * 24 * 60 * 60_000
const pruneEveryMs = 60 * 60_000
const maxPruned = 5_000

/**
 * Assigns positions to committed events. Ids are assigned when an event is written, but transactions commit in another
 * order: a cursor over ids would skip an event that commits late. Positions are assigned only to visible events, by one
 * process at a time, so no event ever appears behind a cursor.
 */
async function numberEvents(ctx: ServiceContext): Promise<void> {
  await ctx.db.$executeRaw`
    with turn as materialized (select pg_try_advisory_xact_lock(hashtext('OutboxEvent.position')) as "isMine"),
    waiting as materialized (
      select "id" from "OutboxEvent" where "position" is null and (select "isMine" from turn)
      order by "id" limit ${maxNumbered}
    ),
    numbered as materialized (select "id", nextval('"OutboxEvent_position_seq"') as "position" from waiting)
    update "OutboxEvent" e set "position" = n."position" from numbered n
    -- Checked again under the row's lock: another process may have had its turn since this statement began.
    where e."id" = n."id" and e."position" is null`
}

const prunedAt = new WeakMap<ServiceContext['db'], number>()

/** Deletes events older than `retentionMs` that every subscriber has handled, at most once an hour per process. */
async function pruneEvents(ctx: ServiceContext, names: readonly string[]): Promise<void> {
  const now = ctx.now().getTime()
  if (now - (prunedAt.get(ctx.db) ?? 0) < pruneEveryMs) return
  prunedAt.set(ctx.db, now)
  await ctx.db.$executeRaw`
    delete from "OutboxEvent" where "id" in (
      select "id" from (
        select "id", "position", "at" from "OutboxEvent" where "position" is not null order by "position" limit ${maxPruned}
      ) oldest
      where "at" < ${new Date(now - retentionMs)}
        and "position" <= (select min("position") from "OutboxCursor" where "name" = any(${[...names]})))`
}

interface Backlog {
  name: string
  isKnown: boolean
  isBehind: boolean
  /** Whether a committed event has no position yet. */
  isUnnumbered: boolean
}

const readBacklogs = (ctx: ServiceContext, names: readonly string[]) => ctx.db.$queryRaw<Backlog[]>`
  select s."name", c."name" is not null as "isKnown", coalesce(c."position", 0) < newest."position" as "isBehind",
    exists (select 1 from "OutboxEvent" where "position" is null) as "isUnnumbered"
  from unnest(${[...names]}::text[]) as s("name")
  left join "OutboxCursor" c on c."name" = s."name"
  cross join (select coalesce(max("position"), 0) as "position" from "OutboxEvent") newest
  order by c."position" nulls first, s."name"`

/**
 * Returns the names of the subscribers that have events to handle. Also assigns positions to newly committed events and
 * creates the cursor of a new subscriber.
 */
export async function dueSubscribers(ctx: ServiceContext, subscribers: readonly Subscriber[]): Promise<string[]> {
  const names = subscribers.map(({ name }) => name)
  let rows = await readBacklogs(ctx, names)
  if (rows.some(({ isUnnumbered }) => isUnnumbered)) {
    await numberEvents(ctx)
    rows = await readBacklogs(ctx, names)
  }
  await pruneEvents(ctx, names)
  const fresh = rows.flatMap(({ name, isKnown }) => (isKnown ? [] : [name]))
  if (fresh.length > 0)
    await ctx.db.$executeRaw`
      insert into "OutboxCursor" ("name", "position")
      select "name", (select coalesce(max("position"), 0) from "OutboxEvent") from unnest(${fresh}::text[]) as s("name")
      on conflict do nothing`
  return rows.flatMap(({ name, isKnown, isBehind }) => (isKnown && isBehind ? [name] : []))
}

/**
 * Passes a subscriber its next events in order and advances its cursor, in one transaction. Does nothing while another
 * worker holds the cursor. An error rolls back cursor and rows, so the events are delivered again.
 * @throws ZodError for an event whose payload this release cannot read, and whatever the subscriber throws
 */
export async function runSubscriber(
  ctx: ServiceContext,
  name: string,
  subscribers: readonly Subscriber[],
): Promise<void> {
  const subscribed = subscribers.find((one) => one.name === name)
  if (!subscribed) return
  await unitOfWork(ctx, systemActor(name), async (work) => {
    const [cursor] = await work.tx.$queryRaw<{ position: bigint }[]>`
      select "position" from "OutboxCursor" where "name" = ${name} for update skip locked`
    if (!cursor) return
    const events = await work.tx.outboxEvent.findMany({
      where: { position: { gt: cursor.position } },
      orderBy: { position: 'asc' },
      take: maxHandled,
    })
    const last = events.at(-1)
    if (!last) return
    for (const { type, at, position, payload } of events) {
      // A type that was added by a later release has no subscriber here.
      if (!isOutboxEventType(type) || !subscribed.types.has(type)) continue
      const event = { type, at, position: position!, payload: outboxEvents[type].parse(payload) } as OutboxEvent
      await subscribed.handle(work, event)
    }
    await work.tx.outboxCursor.update({ where: { name }, data: { position: last.position! }, select: { name: true } })
  })
}
