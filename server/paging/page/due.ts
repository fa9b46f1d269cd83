import { due } from '@/server/infra/jobs/due-kind'
import { contactKinds } from '../facts'
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
  // Also finds instants too far ahead, which a wrong clock has written and which no overdue count shows.
  isAlwaysLooked: true,
  job: 'delivery.send',
  find: (ctx, limit) => dueDeliveries(ctx, limit),
  run: (ctx, id, tools: { paging: PageTransports; workerId: string }) => deliver(ctx, id, tools.paging, tools.workerId),
  // One lane per channel, so that a channel that hangs delays only its own messages.
  split: {
    parts: contactKinds.map((channel) => ({
      name: channel,
      find: (ctx, limit) => dueDeliveries(ctx, limit, channel),
    })),
    partOf: channelOfDelivery,
  },
})
