import { z } from 'zod'
import { metricSchema } from '../schemas/words'

const id = z.uuid()
/** Refers to an event of a ticket's record. Facts and texts are stored only there, so that they can be erased. */
const ofTicket = z.object({
  ticketId: id,
  organisationId: id,
  reference: z.string(),
  eventId: id,
  chain: z.enum(['public', 'staff']),
  seq: z.number().int(),
  actorId: id.nullable(),
})
const ofClock = z.object({ ticketId: id, clockId: id, metric: metricSchema, percent: z.number() })
const ofPage = z.object({ pageId: id })

/**
 * Every type of event that is published to subscribers (ARCHITECTURE, "Event outbox"), with its payload: ids and enum
 * values, never text that people wrote. A new type needs one line here and one `publish` where it happens.
 */
export const outboxEvents = {
  'ticket.filed': ofTicket,
  'ticket.replied': ofTicket,
  'ticket.answered': ofTicket,
  'ticket.corrected': ofTicket,
  'ticket.noted': ofTicket,
  'ticket.status_changed': ofTicket,
  'ticket.severity_changed': ofTicket,
  'ticket.severity_objected': ofTicket,
  'ticket.rated': ofTicket,
  'ticket.rating_followed_up': ofTicket,
  'ticket.routed': ofTicket,
  'ticket.assigned': ofTicket,
  'ticket.team_changed': ofTicket,
  'ticket.tags_changed': ofTicket,
  'ticket.snoozed': ofTicket,
  'ticket.handed_over': ofTicket,
  'ticket.update_promised': ofTicket,
  'ticket.answer_disputed': ofTicket,
  'ticket.dispute_decided': ofTicket,
  'ticket.merged': ofTicket,
  'ticket.merge_received': ofTicket,
  'ticket.resolved': ofTicket,
  'ticket.reopened': ofTicket,
  'ticket.closed': ofTicket,
  'ticket.words_erased': ofTicket,
  'clock.warned': ofClock,
  'clock.breached': ofClock,
  'page.opened': ofPage,
  'page.joined': ofPage,
  'page.escalated': ofPage,
  'page.acknowledged': ofPage,
  'page.snoozed': ofPage,
  'page.handed_over': ofPage,
  'page.help_asked': ofPage,
  'page.reopened': ofPage,
  'page.unanswered': ofPage,
  'page.closed': ofPage,
} as const

export type OutboxEventType = keyof typeof outboxEvents
export type OutboxPayload<T extends OutboxEventType> = z.infer<(typeof outboxEvents)[T]>
export const isOutboxEventType = (type: string): type is OutboxEventType => Object.hasOwn(outboxEvents, type)
