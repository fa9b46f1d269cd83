import type { ServiceContext } from '@/server/infra/context'
import type { Due, DueName } from '@/server/infra/jobs/due'
import { dueMails, type MailTransport } from '@/server/integrations/mail/mail'
import { dueCoverageChecks, watchCoverage } from '@/server/paging/coverage/coverage'
import { dueDrills, runDrill } from '@/server/paging/drill/drills'
import { type ContactKind, contactKinds } from '@/server/paging/schema'
import { advanceEscalation, deliver, dueDeliveries, duePages, type PageTransports } from '@/server/paging/page/pages'
import { dueFiles, removeFile } from '@/server/tickets/attachments/attachments'
import { closeResolvedTicket, dueClockTickets, dueClosings, settleTicketClocks } from '@/server/tickets/change/clocks'
import { dueDisputes, remindOfDispute } from '@/server/tickets/disputes/list'
import { dueHeldMessages, sendHeldMessage } from '@/server/tickets/conversation/held'
import { dueBriefs, dueHandoffs, followUpBrief, handOffShift } from '@/server/handoff/watch'
import { dueReplays, runReplay } from '@/server/whatif/what-if'
import { dueSubscribers, runSubscriber } from '@/server/infra/outbox/subscribers'
import type { LaneSpec } from './lane'
import { sendMail } from './mail'
import { subscribers } from './subscribers'

export interface SweepTransports {
  paging: PageTransports
  mail: MailTransport
}

/** How each kind of server/infra/jobs/due.ts is found and handled; one that is missing does not compile. */
export type Kinds = { [N in DueName]: Due & { name: N } }

export function openKinds(transports: SweepTransports, workerId: string, signal?: AbortSignal): Kinds {
  return {
    clocks: { name: 'clocks', find: dueClockTickets, run: settleTicketClocks },
    messages: { name: 'messages', find: dueHeldMessages, run: sendHeldMessage },
    pages: { name: 'pages', find: duePages, run: advanceEscalation },
    deliveries: {
      name: 'deliveries',
      find: dueDeliveries,
      run: (ctx, id) => deliver(ctx, id, transports.paging, workerId),
    },
    mails: { name: 'mails', find: dueMails, run: (ctx, id) => sendMail(ctx, id, transports.mail, workerId) },
    closings: { name: 'closings', find: dueClosings, run: closeResolvedTicket },
    files: { name: 'files', find: dueFiles, run: removeFile },
    handoffs: { name: 'handoffs', find: dueHandoffs, run: handOffShift },
    briefs: { name: 'briefs', find: dueBriefs, run: followUpBrief },
    disputes: { name: 'disputes', find: dueDisputes, run: remindOfDispute },
    coverage: { name: 'coverage', find: dueCoverageChecks, run: watchCoverage },
    drills: { name: 'drills', find: dueDrills, run: runDrill },
    replays: {
      name: 'replays',
      find: (ctx) => dueReplays(ctx, 1),
      run: (ctx, id) => runReplay(ctx, id, { signal }),
    },
    subscribers: {
      name: 'subscribers',
      find: (ctx) => dueSubscribers(ctx, subscribers),
      run: (ctx, name) => runSubscriber(ctx, name, subscribers),
    },
  }
}

/** Longest that one message may take at a server that answers slowly, its waiting for a connection included. */
const maxSendMs = 180_000
/** A statement, a transaction or a lock that takes longer than this has hung. */
const maxWriteMs = 30_000

/** The lane of one channel's notifications: a channel that hangs delays its own messages only. */
export const deliveryLane = (kind: ContactKind) => `deliveries:${kind}`

/**
 * The lanes of the sweep, most urgent first: clocks, held messages and pages, which decide who is
 * notified and when; notifications,
 * one lane for each channel; mails; and the rest. A replay takes minutes and has a lane of its own.
 */
export function openLaneSpecs(kinds: Kinds): LaneSpec[] {
  const waits = { isWaiting: true, maxItemMs: maxWriteMs }
  const sends = { isWaiting: false, maxItemMs: maxSendMs }
  return [
    { name: 'clocks', kinds: [kinds.clocks], slots: 4, ...waits },
    { name: 'messages', kinds: [kinds.messages], slots: 2, ...waits },
    { name: 'pages', kinds: [kinds.pages], slots: 2, ...waits },
    ...contactKinds.map((channel) => ({
      name: deliveryLane(channel),
      kinds: [
        {
          ...kinds.deliveries,
          find: (ctx: ServiceContext, limit: number) => dueDeliveries(ctx, limit, channel),
        },
      ],
      slots: 8,
      ...sends,
    })),
    { name: 'mails', kinds: [kinds.mails], slots: 4, ...sends },
    {
      name: 'rest',
      kinds: [kinds.closings, kinds.files, kinds.handoffs, kinds.briefs, kinds.disputes, kinds.coverage, kinds.drills],
      slots: 2,
      ...waits,
    },
    { name: 'subscribers', kinds: [kinds.subscribers], slots: 2, ...waits },
    { name: 'replays', kinds: [kinds.replays], slots: 1, isWaiting: false, maxItemMs: Number.POSITIVE_INFINITY },
  ]
}

/** The lane that handles a kind's nudges; a delivery's depends on its channel. */
export const laneOf = (name: Exclude<DueName, 'deliveries'>): string =>
  ['clocks', 'messages', 'pages', 'mails', 'replays', 'subscribers'].includes(name) ? name : 'rest'
