import type { ServiceContext } from '@/server/infra/context'
import type { JobName } from '@/server/infra/jobs/job-catalog'
import { type Due, type LaneName, laneNames } from '@/server/infra/jobs/due-kind'
import { dueKinds, type DueName } from '@/server/due/kinds'
import type { LaneKind, LaneSpec } from './lane'
import { openTools, type SweepTools, type SweepTransports } from './tools'

/** A kind of due work, bound to the tools of this worker. */
export interface OpenKind extends LaneKind {
  name: DueName
  lane: LaneName
  isAlwaysLooked: boolean
  split: Due['split']
}

export type Kinds = Record<DueName, OpenKind>

const openKind = (kind: Due<DueName, JobName, SweepTools>, tools: SweepTools): OpenKind => ({
  name: kind.name,
  lane: kind.lane,
  isAlwaysLooked: kind.isAlwaysLooked === true,
  split: kind.split,
  find: (ctx, limit) => kind.find(ctx, limit, tools),
  run: (ctx, id) => kind.run(ctx, id, tools),
})

/**
 * Binds every kind to its tools, in the order of `server/due/kinds.ts`; a kind that needs a missing tool is a compile
 * error.
 */
export function openKinds(transports: SweepTransports, workerId: string, signal?: AbortSignal): Kinds {
  const tools = openTools(transports, workerId, signal)
  return Object.fromEntries(dueKinds.map((kind) => [kind.name, openKind(kind, tools)])) as Kinds
}

/** The longest time for one message to a slow server, including the wait for a connection. */
const maxSendMs = 180_000
/** The longest time for an item that only uses the database; after it the item counts as hung. */
const maxWriteMs = 30_000

const waits = { isWaiting: true, maxItemMs: maxWriteMs }
const sends = { isWaiting: false, maxItemMs: maxSendMs }

/** The limits of each lane; a replay may take minutes and has no time limit. */
const laneLimits: Record<LaneName, Pick<LaneSpec, 'slots' | 'isWaiting' | 'maxItemMs'>> = {
  clocks: { slots: 4, ...waits },
  messages: { slots: 2, ...waits },
  pages: { slots: 2, ...waits },
  deliveries: { slots: 8, ...sends },
  mails: { slots: 4, ...sends },
  bulk: { slots: 2, ...waits },
  rest: { slots: 2, ...waits },
  search: { slots: 1, ...waits },
  subscribers: { slots: 2, ...waits },
  replays: { slots: 1, isWaiting: false, maxItemMs: Number.POSITIVE_INFINITY },
}

const partLane = (lane: LaneName, part: string) => `${lane}:${part}`

/**
 * Returns the lanes of the sweep, most urgent first. Each part of a split kind (the channels of notifications) has its
 * own lane.
 */
export function openLaneSpecs(kinds: Kinds): LaneSpec[] {
  return laneNames.flatMap((lane) => {
    const here = Object.values(kinds).filter((kind) => kind.lane === lane)
    const whole = here.filter(({ split }) => !split)
    return [
      ...(whole.length > 0 ? [{ name: lane, kinds: whole, ...laneLimits[lane] }] : []),
      ...here.flatMap((kind) =>
        (kind.split?.parts ?? []).map(({ name, find }) => ({
          name: partLane(lane, name),
          kinds: [{ ...kind, find }],
          ...laneLimits[lane],
        })),
      ),
    ]
  })
}

/** Returns the name of the lane that handles one item of a kind; null when the item of a split kind does not exist. */
export async function laneOf(ctx: ServiceContext, { lane, split }: OpenKind, id: string): Promise<string | null> {
  if (!split) return lane
  const part = await split.partOf(ctx, id)
  return part === null ? null : partLane(lane, part)
}
