import { due } from '@/server/infra/jobs/due-kind'
import { contactKinds } from '../schema'
import { advanceEscalation, channelOfDelivery, deliver, dueDeliveries, duePages, type PageTransports } from './pages'

export const pages = due({
  name: 'pages',
  lane: 'pages',
  table: 'Page',
  column: 'nextAt',
  job: 'page.advance',
  find: duePages,
  run: advanceEscalation,
})

export const deliveries = due({
  name: 'deliveries',
  lane: 'deliveries',
  table: 'Delivery',
  column: 'nextAt',
  // An instant that a wrong clock wrote far ahead counts as passed.
  isAlwaysLooked: true,
  job: 'delivery.send',
  find: (ctx, limit) => dueDeliveries(ctx, limit),
  run: (ctx, id, tools: { paging: PageTransports; workerId: string }) => deliver(ctx, id, tools.paging, tools.workerId),
  // A channel that hangs delays its own messages only.
  split: {
    parts: contactKinds.map((channel) => ({
      name: channel,
      find: (ctx, limit) => dueDeliveries(ctx, limit, channel),
    })),
    partOf: channelOfDelivery,
  },
})
