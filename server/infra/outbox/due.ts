import { due } from '../jobs/due-kind'
import { dueSubscribers, runSubscriber, type Subscriber } from './subscribers'

interface SubscriberTools {
  subscribers: readonly Subscriber[]
}

export const subscribers = due({
  name: 'subscribers',
  lane: 'subscribers',
  table: 'OutboxCursor',
  // What a follower has to handle is found by its place, not by an instant.
  column: null,
  item: 'name',
  isAlwaysLooked: true,
  find: (ctx, _limit, tools: SubscriberTools) => dueSubscribers(ctx, tools.subscribers),
  run: (ctx, name, tools: SubscriberTools) => runSubscriber(ctx, name, tools.subscribers),
})
