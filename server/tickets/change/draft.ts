import type { Prisma } from '@/generated/prisma/client'
import type { Tx } from '@/server/infra/db/db'
import type { NoticeTemplate } from '@/server/integrations/mail/mail'
import { maskSecrets } from '../secrets/find.rules'
import { factsOfFiles, type ReadyFile } from '../attachments/attachments'
import { eventKinds } from '../events/kinds.rules'
import type { FactsOf, TicketEventType } from '../events/schema'
import type { SentForm } from './form'
import type { NoticeProps } from './notices'
import { placeEvents, type Recording } from './record'
import type { LockedTicket } from './lock'

/** The author of an event; the id is null for the system. */
export interface EventActor {
  kind: 'customer' | 'staff' | 'system'
  id: string | null
}

/** Optional parts of an event. */
export interface EventExtras {
  /** Text that a person wrote: a reply, a note, a reason. The only part of an event that can be erased. */
  body?: string
  files?: readonly ReadyFile[]
  /** The author, when different from the author of the change. */
  actor?: EventActor
  /** Required for event types that can be recorded in either chain. */
  chain?: 'public' | 'staff'
  form?: SentForm
  /** The verb has masked the body, with the exceptions of its writer; else a customer's body is masked here. */
  isMasked?: boolean
}

export interface RecordedEvent {
  id: string
  seq: number
}

export interface DraftNotice {
  event: RecordedEvent
  template: NoticeTemplate
  props: NoticeProps
  /** Only these people are notified, whoever else may be; absent: the usual ones. */
  readers?: readonly string[]
}

/** Ticket columns that a verb may set; `changeTicket` writes those of chains, clocks and activity itself. */
export type TicketColumns = Omit<Prisma.TicketUncheckedUpdateInput, 'severity' | 'status'> & {
  severity?: LockedTicket['severity']
  status?: LockedTicket['status']
}

/** Runs inside the transaction once the events are stored and the clocks are settled. */
export type AfterEvents = () => Promise<void>

/**
 * Collects what a verb changes on one ticket. The order of the calls does not matter: `changeTicket` always stores the
 * events, settles the clocks, ends or opens the page, queues the mails and saves the row, in this order.
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

  /** The instant (UTC) of every event of this change: never before the ticket's last event (SEMANTICS §1.6). */
  get at(): Date {
    return this.places.at
  }

  /** Adds an event with the facts of its type; returns the id and seq that it will have. */
  record<T extends TicketEventType>(type: T, facts: FactsOf<T>, extras: EventExtras = {}): RecordedEvent {
    const { files = [], actor = this.actor, form, isMasked = false } = extras
    const mayHold = actor.kind === 'customer' && !isMasked
    const body = mayHold && extras.body ? maskSecrets(extras.body) : extras.body
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

  /** Notifies filer, watchers and assignee of the event by mail, except its author; or only `readers`. */
  notify(event: RecordedEvent, template: NoticeTemplate, props: NoticeProps, readers?: readonly string[]): void {
    this.notices.push({ event, template, props, readers })
  }

  /** Registers work to run in the transaction after the clocks are settled, before `changeTicket` pages and mails. */
  afterEvents(act: AfterEvents): void {
    this.following.push(act)
  }

  /** Sends no live update to customers' screens. Implied when the change records events of the staff chain only. */
  keepFromCustomers(): void {
    this.isStaffOnly = true
  }

  /** Leaves the activity times unchanged, so that the ticket does not become unread. */
  keepActivity(): void {
    this.isUntouched = true
  }
}

/** Drops undefined values: JSON cannot store them, and the hash must cover exactly what is stored. */
const withoutUndefined = (facts: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
