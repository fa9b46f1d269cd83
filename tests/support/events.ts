import type { ServiceContext } from '@/server/infra/context'
import { dueSubscribers, runSubscriber, type Subscriber } from '@/server/infra/outbox/subscribers'
import { subscribers as everybody } from '@/workers/subscribers'

/** Lets every subscriber handle all events published so far, as the worker does within two seconds. */
export async function deliverEvents(
  ctx: ServiceContext,
  subscribers: readonly Subscriber[] = everybody,
): Promise<void> {
  for (;;) {
    const due = await dueSubscribers(ctx, subscribers)
    if (due.length === 0) return
    for (const name of due) await runSubscriber(ctx, name, subscribers)
  }
}
