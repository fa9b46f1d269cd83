import { z } from 'zod'
import { instantSchema, metricSchema, severitySchema } from '@/server/vocabulary/schemas/words'
import type { TicketStatusName } from '@/server/vocabulary/status'
import { isTimeZone } from '@/server/vocabulary/time-zone'

/** The words that a search has for the status of a ticket. */
const searchStatuses = ['new', 'open', 'waiting', 'hold', 'resolved', 'closed'] as const
export type SearchStatus = (typeof searchStatuses)[number]
/** The word that a search has for each status of a ticket. */
export const searchStatusOf = {
  new: 'new',
  open: 'open',
  waiting_on_customer: 'waiting',
  on_hold: 'hold',
  resolved: 'resolved',
  closed: 'closed',
} as const satisfies Record<TicketStatusName, SearchStatus>

/** What is missing or null is empty. */
const optional = <Value extends z.ZodType, Empty extends z.output<Value>>(value: Value, empty: Empty) =>
  value.nullish().transform((given): z.output<Value> => given ?? empty)
const text = optional(z.string(), '')
const texts = optional(z.array(z.string()), [])

const message = z.object({ body: text, internal: optional(z.boolean(), false), files: texts })

/** A ticket as far as a search looks at it (SEMANTICS §6.3). */
export const searchedTicket = z.object({
  reference: z.string().min(1),
  subject: text,
  severity: optional(severitySchema, 'S4'),
  status: optional(z.enum(searchStatuses), 'new'),
  organisation: optional(z.object({ key: text, name: text }), { key: '', name: '' }),
  /** Address; empty for nobody. */
  assignee: text,
  /** The team's key. */
  team: text,
  filer: optional(z.object({ name: text, email: text }), { name: '', email: '' }),
  product: text,
  scenario: text,
  platforms: texts,
  sdkVersion: text,
  region: text,
  carrier: text,
  errorCodes: texts,
  channelId: text,
  userIds: text,
  tags: texts,
  /** Epoch milliseconds, UTC. */
  filedAt: instantSchema.nullish().transform((given) => given ?? null),
  /** Metrics of which a clock has breached. */
  breached: optional(z.array(metricSchema), []),
  /** Display names of product, scenario and platforms in both languages. */
  names: texts,
  messages: optional(z.array(message), []),
})
export type SearchedTicket = z.output<typeof searchedTicket>

/** A question of `nightdesk search match` (docs/formats.md). */
export const matchQuestion = z.object({
  query: z.string(),
  viewer: z.enum(['staff', 'customer']),
  me: z.string().min(1),
  timeZone: optional(z.string().refine(isTimeZone, 'unknown time zone'), 'UTC'),
  ticket: searchedTicket,
})
