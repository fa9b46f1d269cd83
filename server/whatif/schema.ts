import { z } from 'zod'
import { productSchema } from '@/server/vocabulary/field'
import { metricSchema, type Metric } from '@/server/vocabulary/metric'
import { severitySchema, type Severity } from '@/server/vocabulary/severity'
import type { ReplayCell } from '@/server/sla/clocks/replay.rules'
import { savedDefinition } from '@/server/sla/policy/schema'
export const replayPeriods = [7, 30, 90] as const
export const replayStates = ['waiting', 'running', 'done', 'cancelled', 'failed'] as const
export type ReplayStateName = (typeof replayStates)[number]

const scope = {
  /** Whose tickets are replayed: those under this plan's general policy, or its tickets of one product. */
  planId: z.uuid(),
  product: productSchema.nullable().default(null),
  /** Tickets filed within so many days; null for all. */
  days: z.literal(replayPeriods).nullable(),
}

export const startReplayInput = z.union([
  z.strictObject({ ...scope, versionId: z.uuid() }),
  /** What was never saved: a definition as the editor has it. */
  z.strictObject({ ...scope, definition: savedDefinition }),
])
export type StartReplayInput = z.output<typeof startReplayInput>

export const replayInput = z.object({ id: z.uuid() })

/** The numbers of a cell that tickets stand behind. */
export const replayNumbers = ['gained', 'lost', 'breachedBefore', 'breachedAfter', 'metBefore', 'metAfter'] as const
export const replayNumber = z.enum(replayNumbers)
export type ReplayNumber = (typeof replayNumbers)[number]

export const replayTicketsInput = z.object({
  id: z.uuid(),
  number: replayNumber,
  /** One cell; all of them when left out. */
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
  /** Null until it has begun. */
  total: number | null
  done: number
  finishedAt: Date | null
}

export interface ReplayView extends ReplaySummary {
  /** Summed over the tickets so far. */
  cells: ReplayCell[]
}

export interface ReplayTicketRow {
  reference: string
  subject: string
  organisation: string
  /** How many clocks of it stand behind the number, by metric and severity. */
  parts: { metric: Metric; severity: Severity; count: number }[]
}
