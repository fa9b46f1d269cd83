import { Prisma } from '@/generated/prisma/client'
import { due } from '../jobs/due-kind'
import { dueSubscribers, runSubscriber, type Subscriber } from './subscribers'

interface SubscriberTools {
  subscribers: readonly Subscriber[]
}

/** A subscriber waits since its oldest unhandled event, or since the oldest one that has no position yet. */
const waiting = Prisma.sql`
  select c."name" as "itemId", coalesce(
    (select e."at" from "OutboxEvent" e where e."position" > c."position" order by e."position" limit 1),
    (select e."at" from "OutboxEvent" e where e."position" is null order by e."id" limit 1)) as "at"
  from "OutboxCursor" c`

export const subscribers = due({
  name: 'subscribers',
  lane: 'subscribers',
  table: 'OutboxCursor',
  // A subscriber's due events are found by its position in the outbox, not by an instant.
  column: null,
  waiting,
  item: 'name',
  isAlwaysLooked: true,
  find: (ctx, _limit, tools: SubscriberTools) => dueSubscribers(ctx, tools.subscribers),
  run: (ctx, name, tools: SubscriberTools) => runSubscriber(ctx, name, tools.subscribers),
})
