import { z } from 'zod'
import { replayPeriods } from './facts'
import { productSchema, metricSchema, severitySchema } from '@/server/vocabulary/schemas/words'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'
import type { ReplayCell } from '@/server/sla/clocks/replay.rules'
import { savedDefinition } from '@/server/sla/policy/schema'
export const replayStates = ['waiting', 'running', 'done', 'cancelled', 'failed'] as const
export type ReplayStateName = (typeof replayStates)[number]

const scope = {
  /** The tickets to replay: those under this plan's general policy or, with `product`, its tickets of that product. */
  planId: z.uuid(),
  product: productSchema.nullable().default(null),
  /** Only tickets filed within this many days; null for all. */
  days: z.literal(replayPeriods).nullable(),
}

export const startReplayInput = z.union([
  z.strictObject({ ...scope, versionId: z.uuid() }),
  /** An unsaved definition from the editor. */
  z.strictObject({ ...scope, definition: savedDefinition }),
])
export type StartReplayInput = z.output<typeof startReplayInput>

export const replayInput = z.object({ id: z.uuid() })

/** Numbers of a cell for which the counted tickets can be listed. */
export const replayNumbers = ['gained', 'lost', 'breachedBefore', 'breachedAfter', 'metBefore', 'metAfter'] as const
export const replayNumber = z.enum(replayNumbers)
export type ReplayNumber = (typeof replayNumbers)[number]

export const replayTicketsInput = z.object({
  id: z.uuid(),
  number: replayNumber,
  /** Only one cell; null for all. */
  cell: z.object({ metric: metricSchema, severity: severitySchema }).nullable().default(null),
  cursor: z.uuid().nullable().default(null),
})
export type ReplayTicketsInput = z.output<typeof replayTicketsInput>

export interface ReplaySummary {
  id: string
  planName: string
  product: string | null
  candidateName: string
  /** Null when the candidate was never saved. */
  candidateVersion: number | null
  days: number | null
  requestedAt: Date
  requestedBy: string | null
  state: ReplayStateName
  /** Number of tickets; null until the replay has started. */
  total: number | null
  done: number
  finishedAt: Date | null
}

export interface ReplayView extends ReplaySummary {
  /** Sums over the tickets evaluated so far. */
  cells: ReplayCell[]
}

export interface ReplayTicketRow {
  reference: string
  subject: string
  organisation: string
  /** Number of the ticket's clocks counted, by metric and severity. */
  parts: { metric: Metric; severity: Severity; count: number }[]
}
