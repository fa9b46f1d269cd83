import type { ServiceContext } from '@/server/infra/context'
import { jobCatalog } from '@/server/infra/job-catalog'
import { closeResolvedTicket, settleTicketClocks } from '@/server/tickets/clock-service'
import { sendHeldMessage } from '@/server/tickets/held-service'

/** The clock queue's lines: parse, call. */
export const clockHandlers = (ctx: ServiceContext) => ({
  'clock.settle': (data: unknown) => settleTicketClocks(ctx, jobCatalog['clock.settle'].schema.parse(data).ticketId),
  'message.send': (data: unknown) => sendHeldMessage(ctx, jobCatalog['message.send'].schema.parse(data).messageId),
  'ticket.close': (data: unknown) => closeResolvedTicket(ctx, jobCatalog['ticket.close'].schema.parse(data).ticketId),
})
