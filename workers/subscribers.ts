import { handoffSubscriber } from '@/server/handoff/subscriber'
import type { Subscriber } from '@/server/infra/outbox/subscribers'

/** Everybody who follows the outbox; each has a cursor of its own and delays nobody else. */
export const subscribers: readonly Subscriber[] = [handoffSubscriber]
