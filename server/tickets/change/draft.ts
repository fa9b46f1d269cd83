import type { Prisma } from '@/generated/prisma/client'
import type { Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import type { NoticeTemplate } from '@/server/integrations/mail/mail'
import { factsOfFiles, type ReadyFile } from '../attachments/attachments'
import { eventKinds } from '../events/kinds.rules'
import type { FactsOf, TicketEventType } from '../events/schema'
import type { SentForm } from './form'
import type { NoticeProps } from './notices'
import { placeEvents, type Recording } from './record'
import type { LockedTicket } from './lock'

/** Who an event is by; the system acts for nobody. */
export interface EventActor {
  kind: 'customer' | 'staff' | 'system'
  id: string | null
}

/** What may accompany an event. */
export interface EventExtras {
  /** What a person wrote: a reply, a note, a reason. It alone can be erased. */
  body?: string
  files?: readonly ReadyFile[]
  /** The author, when somebody other than the maker of the change. */
  actor?: EventActor
  /** For a type that may stand in either chain. */
  chain?: 'public' | 'staff'
  form?: SentForm
}

export interface RecordedEvent {
  id: string
  seq: number
}

export interface DraftNotice {
  event: RecordedEvent
  template: NoticeTemplate
  props: NoticeProps
}

/** Columns of the ticket that a verb may set; the chains, the clocks and the activity are the engine's. */
export type TicketColumns = Omit<Prisma.TicketUncheckedUpdateInput, 'severity' | 'status'> & {
  severity?: LockedTicket['severity']
  status?: LockedTicket['status']
}

/** Runs inside the transaction once the events are stored and the clocks are settled. */
export type AfterEvents = () => Promise<readonly Nudge[]>

/**
 * What a verb wants to happen to one ticket. It decides nothing about order: `changeTicket` stores the events, settles
 * the clocks, ends or opens pages, writes mails and saves, always in this order.
 */
export class TicketDraft {
  readonly recordings: Recording[] = []
  readonly attached: { event: RecordedEvent; files: readonly ReadyFile[]; staffOnly: boolean }[] = []
  readonly notices: DraftNotice[] = []
  readonly following: AfterEvents[] = []
  columns: TicketColumns = {}
  isStaffOnly = false
  isUntouched = false
  private readonly places: ReturnType<typeof placeEvents>

  constructor(
    readonly tx: Tx,
    readonly ticket: LockedTicket,
    /** Instant of the unit of work (UTC). */
    readonly now: Date,
    readonly actor: EventActor,
  ) {
    this.places = placeEvents(ticket, now)
  }

  /** The instant that every event of this change gets: never before the ticket's last event (SEMANTICS §1.6). */
  get at(): Date {
    return this.places.at
  }

  /** Records an event with the facts of its type; returns the place that it will have in its chain. */
  record<T extends TicketEventType>(type: T, facts: FactsOf<T>, extras: EventExtras = {}): RecordedEvent {
    const { body, files = [], actor = this.actor, form } = extras
    const chain = eventKinds[type].chain ?? extras.chain
    if (!chain) throw new Error(`${type} needs a chain`)
    const event = this.places.next(chain)
    this.recordings.push({
      ...event,
      chain,
      type,
      actor,
      facts: withoutUndefined({ ...facts, ...factsOfFiles(files) }),
      body: body || undefined,
      ...form,
    })
    if (files.length > 0) this.attached.push({ event, files, staffOnly: chain === 'staff' })
    return event
  }

  /** Sets columns of the ticket; a later value of the same column wins. */
  set(columns: TicketColumns): void {
    this.columns = { ...this.columns, ...columns }
  }

  /** Writes a mail about the event to everybody who follows the ticket, except its author. */
  notify(event: RecordedEvent, template: NoticeTemplate, props: NoticeProps): void {
    this.notices.push({ event, template, props })
  }

  /** Does something more once the clocks are settled, before pages and mails. */
  afterEvents(act: AfterEvents): void {
    this.following.push(act)
  }

  /** Keeps the change from the customers' screens; a change that records staff events only is kept from them anyway. */
  keepFromCustomers(): void {
    this.isStaffOnly = true
  }

  /** Leaves the ticket as read as it was. */
  keepActivity(): void {
    this.isUntouched = true
  }
}

/** What is hashed is what is stored, and JSON stores no undefined. */
const withoutUndefined = (facts: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
