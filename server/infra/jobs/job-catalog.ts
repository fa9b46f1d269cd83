import { z } from 'zod'

const uuid = z.uuid()

/**
 * The one catalog of jobs. A job carries ids only and is a hint: the row it names is the source of truth, and the sweep
 * finds the work of a lost job. Queues are separated by urgency, so that a page never waits behind mail.
 */
export const jobCatalog = {
  'page.advance': { queue: 'pages', schema: z.object({ pageId: uuid }), attempts: 3, backoffMs: 500 },
  'delivery.send': { queue: 'paging', schema: z.object({ deliveryId: uuid }), attempts: 3, backoffMs: 500 },
  'clock.settle': { queue: 'clocks', schema: z.object({ ticketId: uuid }), attempts: 3, backoffMs: 500 },
  'message.send': { queue: 'clocks', schema: z.object({ messageId: uuid }), attempts: 3, backoffMs: 500 },
  'bulk.carryOut': { queue: 'clocks', schema: z.object({ bulkId: uuid }), attempts: 3, backoffMs: 1_000 },
  'mail.send': { queue: 'mail', schema: z.object({ mailId: uuid }), attempts: 3, backoffMs: 1_000 },
  'replay.run': { queue: 'replays', schema: z.object({ replayId: uuid }), attempts: 3, backoffMs: 1_000 },
  'ticket.close': { queue: 'clocks', schema: z.object({ ticketId: uuid }), attempts: 3, backoffMs: 1_000 },
} as const

export type JobName = keyof typeof jobCatalog
export type JobPayload<N extends JobName> = z.infer<(typeof jobCatalog)[N]['schema']>
export const isJobName = (name: string): name is JobName => Object.hasOwn(jobCatalog, name)
export type QueueName = (typeof jobCatalog)[JobName]['queue']
export const queueNames = [...new Set(Object.values(jobCatalog).map((job) => job.queue))] as QueueName[]
