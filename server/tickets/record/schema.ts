import { z } from 'zod'

/**
 * Schema of a ticket's export (docs/formats.md, SEMANTICS §4), safe in the browser, where the customer verifies it.
 * Checks types only; the verification checks the values and names the wrong one.
 */
export const exportFormat = 'nightdesk-ticket/1'

/** Any JSON value; hashes cover the content. */
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
  /** Null when the event has no text, or when it was erased. */
  content: z.strictObject({ salt: z.string(), body: z.string() }).nullable(),
  /** In the order of `facts.attachments`; null for an erased file. Absent when the event has none. */
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
  /** Only in staff exports; never in a customer's. */
  staff: exportedChain.optional(),
  clocks: z.array(exportedClock),
})
export type TicketExport = z.infer<typeof ticketExport>

/** A chain head as printed in mails (`Public record #41 3f9a…`) or given on the command line (`41:3f9a…`). */
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
