import { z } from 'zod'

/**
 * A ticket's export (docs/formats.md, SEMANTICS §4): safe in the browser, where the customer verifies it. Only shapes are
 * checked here; whether a value is the right one is for the verification to say, by name.
 */
export const exportFormat = 'nightdesk-ticket/1'

/** JSON keeps numbers apart from words; what is in them is covered by hashes. */
const json: z.ZodType<unknown> = z.unknown()

const exportedFile = z.strictObject({
  salt: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.number(),
  sha256: z.string(),
})
export type ExportedFile = z.infer<typeof exportedFile>

export const exportedEvent = z.strictObject({
  version: z.number(),
  seq: z.number(),
  at: z.string(),
  type: z.string(),
  actor: z.strictObject({ kind: z.string(), id: z.string().nullable() }),
  facts: z.record(z.string(), json),
  contentDigest: z.string().nullable(),
  /** Null when the event has no words, or when they have been erased. */
  content: z.strictObject({ salt: z.string(), body: z.string() }).nullable(),
  /** In the order of `facts.attachments`; null for one that has been erased. Left out when the event has none. */
  attachments: z.array(exportedFile.nullable()).optional(),
  previousHash: z.string(),
  hash: z.string(),
})
export type ExportedEvent = z.infer<typeof exportedEvent>

export const chainHead = z.strictObject({ seq: z.number(), hash: z.string() })
const exportedChain = z.strictObject({ head: chainHead, events: z.array(exportedEvent) })
export type ExportedChain = z.infer<typeof exportedChain>

const fired = z.tuple([z.number(), z.string()])
export const exportedClock = z.strictObject({
  metric: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  outcome: z.string(),
  state: z.string(),
  dueAt: z.string().nullable(),
  remainderMs: z.number().nullable(),
  breachedAt: z.string().nullable(),
  elapsedMs: z.number(),
  targetMs: z.number(),
  warningsFired: z.array(fired),
})
export type ExportedClock = z.infer<typeof exportedClock>

export const ticketExport = z.strictObject({
  format: z.literal(exportFormat),
  ticket: z.string(),
  exported: z.strictObject({ at: z.string(), checksum: z.string() }),
  policy: z.strictObject({ digest: z.string(), definition: z.record(z.string(), json) }),
  public: exportedChain,
  /** For staff only; never in what a customer receives. */
  staff: exportedChain.optional(),
  clocks: z.array(exportedClock),
})
export type TicketExport = z.infer<typeof ticketExport>

/** What a mail says: `Public record #41 3f9a…`; also `41:3f9a…`, as the command line takes it. */
export const knownHead = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?:.*#)?([1-9]\d{0,8})[\s:]+([0-9a-f]{64})\.?$/s, 'expected SEQ:HASH as a mail ends with')
  .transform((text) => {
    const [, seq, hash] = /([1-9]\d{0,8})[\s:]+([0-9a-f]{64})\.?$/.exec(text)!
    return { seq: Number(seq), hash: hash! }
  })
export type KnownHead = z.infer<typeof knownHead>
