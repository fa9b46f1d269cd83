import { handoffSubscriber } from '@/server/handoff/subscriber'
import type { Subscriber } from '@/server/infra/outbox/subscribers'
import { inboxSubscriber } from '@/server/tickets/inbox/subscriber'

/** The subscribers of the outbox; each has its own cursor and does not delay the others. */
export const subscribers: readonly Subscriber[] = [handoffSubscriber, inboxSubscriber]
