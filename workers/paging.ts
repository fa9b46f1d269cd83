import type { ServiceContext } from '@/server/infra/context'
import { jobCatalog } from '@/server/infra/job-catalog'
import { advanceEscalation, deliver, type PageTransports } from '@/server/paging/service'

/** The paging queue's lines: parse, call. */
export const pagingHandlers = (ctx: ServiceContext, transports: PageTransports, workerId: string) => ({
  'page.advance': (data: unknown) => advanceEscalation(ctx, jobCatalog['page.advance'].schema.parse(data).pageId),
  'delivery.send': (data: unknown) =>
    deliver(ctx, jobCatalog['delivery.send'].schema.parse(data).deliveryId, transports, workerId),
})
