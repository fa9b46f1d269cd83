import { due } from '../jobs/due-kind'
import { dueSubscribers, runSubscriber, type Subscriber } from './subscribers'

interface SubscriberTools {
  subscribers: readonly Subscriber[]
}

export const subscribers = due({
  name: 'subscribers',
  lane: 'subscribers',
  table: 'OutboxCursor',
  // A subscriber's due events are found by its position in the outbox, not by an instant.
  column: null,
  item: 'name',
  isAlwaysLooked: true,
  find: (ctx, _limit, tools: SubscriberTools) => dueSubscribers(ctx, tools.subscribers),
  run: (ctx, name, tools: SubscriberTools) => runSubscriber(ctx, name, tools.subscribers),
})
