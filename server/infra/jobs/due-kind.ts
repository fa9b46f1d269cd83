import type { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '../context'
import type { JobName } from './job-catalog'

/**
 * Lanes of the sweep, most urgent first. An item never waits for items of another lane; `workers/lanes.ts` sets how
 * many items a lane handles at once.
 */
export const laneNames = [
  'clocks',
  'messages',
  'pages',
  'deliveries',
  'mails',
  'bulk',
  'rest',
  'search',
  'subscribers',
  'replays',
] as const
export type LaneName = (typeof laneNames)[number]

/** A part of a kind that has its own lane, so that it delays no other part. */
export interface DuePart {
  name: string
  /** Ids of what is due now in this part, oldest first. */
  find(ctx: ServiceContext, limit: number): Promise<string[]>
}

/**
 * One kind of row that falls due: where its next instant is stored, how due rows are found, and the idempotent function
 * that handles one. `Tools` is what that function needs from the worker that runs it.
 */
export interface Due<Name extends string = string, Job extends JobName = JobName, Tools = never> {
  /** Stored with failing items and shown by its message under `system.failing.kinds`. Do not rename. */
  name: Name
  lane: LaneName
  table: Prisma.ModelName
  /** Column with the next instant, empty in a row that waits for nothing; null for a kind that has no such column. */
  column: string | null
  /**
   * For a kind without such a column: selects, as `at`, since or from when each item waits, and as `itemId` its id.
   * Overdue figures, metrics and `nightdesk due` then include the kind.
   */
  waiting?: Prisma.Sql
  /** Column with the id that the kind is handled by; `id` when absent. */
  item?: string
  /** The row is also checked every hour, so that no event depends on its exact instant. */
  isPolled?: boolean
  /** Rows may be due although no instant has passed: every pass of a story test looks for them. */
  isAlwaysLooked?: boolean
  /** The job whose payload is the id of one row of this kind. */
  job?: Job
  /** Ids of what is due now, oldest first. */
  find: (ctx: ServiceContext, limit: number, tools: Tools) => Promise<string[]>
  run: (ctx: ServiceContext, id: string, tools: Tools) => Promise<unknown>
  /** For a kind whose parts have their own lanes. `partOf` returns a row's part, or null when there is no such row. */
  split?: { parts: readonly DuePart[]; partOf: (ctx: ServiceContext, id: string) => Promise<string | null> }
}

/** Declares a kind of due work; `server/due/kinds.ts` lists all of them. */
export const due = <const Name extends string, const Job extends JobName = never, Tools = unknown>(
  kind: Due<Name, Job, Tools>,
): Due<Name, Job, Tools> => kind
