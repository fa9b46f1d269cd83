import { serverNowMs } from '@/app/_ui/server-clock'
import type { DraftSaved, DraftView } from '@/server/tickets/drafts/schema'
import { contentKey } from './content-key'
import { type Draft, parseDraft, type ReadValues, sameContent } from './draft-store'

/**
 * Keeps the draft of one form equal to the one on the server, which all devices of its writer share. Loaded after the
 * form can be used. The browser's store is the buffer: whatever is not saved here yet is in it, and is saved when the
 * connection is back.
 */

/** The draft as this browser has it. */
export interface LocalDraft<V> {
  draft: Draft<V>
  /** Nothing is written, and no other text is kept aside. */
  isBlank: boolean
  /** Files are still being uploaded, or the form is being sent: nothing may be replaced now. */
  isBusy: boolean
}

export interface SyncHost<V> {
  local(): LocalDraft<V>
  readValues: ReadValues<V>
  /** Shows the server's draft, which this browser had not changed. @param isOffered the form was empty before */
  adopt(draft: Draft<V>, isOffered: boolean): void
  /** Keeps the server's text beside the one in the form. */
  keepAside(draft: Draft<V>): void
  /** Gives the text in the form another id: what was written under the old one has been sent. */
  renew(): void
  /** Empties the form, because its text was sent or discarded on another device. */
  empty(): void
  /** Stores what the server has: its version, and whether that is what the form shows. */
  note(state: { server: number; isSaved: boolean; savedAt?: number }): void
  /** The server could not be reached, or refused: for now the draft is in this browser only. */
  fail(): void
}

export interface DraftServer {
  read(): Promise<DraftView | null>
  save(
    input: { draftId: string; base: number; content: string | null; attachmentIds: string[] },
    isLeaving: boolean,
  ): Promise<DraftSaved>
  /** Whether a failed request may succeed later. */
  mayRetry(error: unknown): boolean
}

/** What to do with the server's draft. */
export type Step = 'nothing' | 'save' | 'adopt' | 'same' | 'aside' | 'renew' | 'empty' | 'unreadable'

/**
 * Decides what happens when the server has another version than this browser knows.
 * @param draft the server's content; null when it is one that this release cannot read
 */
export function stepFor<V>(
  { draft: own, isBlank }: LocalDraft<V>,
  view: DraftView | null,
  draft: Draft<V> | null,
): Step {
  if (view === null) return isBlank ? 'nothing' : 'save'
  if (view.content === null) {
    if (isBlank) return 'nothing'
    // What the server can no longer read was not sent.
    if (!view.isEnded || view.draftId !== own.id) return 'save'
    // It was sent or discarded. Only words that were written since stay, as a new draft.
    return own.isSaved || isAttempted(own) ? 'empty' : 'renew'
  }
  if (view.version === own.server) return own.isSaved ? 'nothing' : 'save'
  if (draft === null) return 'unreadable'
  if (isBlank || own.isSaved) return 'adopt'
  return sameContent(own, draft) ? 'same' : 'aside'
}

/** Whether exactly this content was sent, and its answer was lost. */
const isAttempted = <V>({ id, attempt, values, attachments }: Draft<V>): boolean =>
  attempt !== null && attempt.key === contentKey(id, { values, attachmentIds: attachments.map((file) => file.id) })

/** What the server stores: what `parseDraft` reads. Nothing in it changes unless the writer changes something. */
const contentOf = <V>({ id, values, attachments, basedOn, aside }: Draft<V>): string =>
  JSON.stringify({ id, revision: 0, savedAt: 0, values, attachments, basedOn, aside })

const filesOf = <V>({ attachments, aside }: Draft<V>): string[] => [
  ...new Set([attachments, ...aside.map((each) => each.attachments)].flat().map(({ id }) => id)),
]

/** Pause in the typing until a save, and the longest time that somebody types without one. */
const pauseMs = 1_200
const longestMs = 8_000
const retryMs = [3_000, 10_000, 30_000] as const
/** The server is asked again when somebody comes back to the page, but not more often than this. */
const askAgainMs = 2_000

export class DraftSync<V> {
  private timer: ReturnType<typeof setTimeout> | undefined
  private waitsSince: number | null = null
  private isRunning = false
  private isComposing = false
  private failures = 0
  private askedAt = 0
  /** The server's version; null until it was read. */
  private base: number | null = null
  private hasContent = false
  /** The server refused for good, or has a draft that this release cannot read: the browser's store is all there is. */
  private isOver = false

  constructor(
    private readonly hostNow: () => SyncHost<V>,
    private readonly server: DraftServer,
  ) {}

  private get host() {
    return this.hostNow()
  }

  /** Reads the server's draft, and follows what happens on the page. @returns a function that ends it */
  start(): () => void {
    const composing = (event: Event) => {
      this.isComposing = event.type === 'compositionstart'
      if (!this.isComposing) this.changed()
    }
    const comeBack = () => {
      if (document.visibilityState === 'hidden') this.leave()
      else void this.ask()
    }
    const leave = () => this.leave()
    const pause = () => void this.save()
    const back = () => void this.ask()
    const on: [EventTarget, string, EventListener][] = [
      [document, 'compositionstart', composing],
      [document, 'compositionend', composing],
      [document, 'visibilitychange', comeBack],
      [document, 'focusout', pause],
      [window, 'pagehide', leave],
      [window, 'focus', back],
      [window, 'online', back],
    ]
    for (const [target, name, listener] of on) target.addEventListener(name, listener)
    void this.ask()
    return () => {
      for (const [target, name, listener] of on) target.removeEventListener(name, listener)
      clearTimeout(this.timer)
      this.leave()
      this.isOver = true
    }
  }

  /** Saves after a pause in the typing. */
  changed(): void {
    const now = serverNowMs()
    this.waitsSince ??= now
    this.plan(Math.max(0, Math.min(pauseMs, this.waitsSince + longestMs - now)))
  }

  private plan(ms: number): void {
    clearTimeout(this.timer)
    if (!this.isOver) this.timer = setTimeout(() => void this.save(), ms)
  }

  private async ask(): Promise<void> {
    if (this.isOver || this.isRunning || serverNowMs() - this.askedAt < askAgainMs) return
    this.askedAt = serverNowMs()
    await this.run(async () => this.apply(await this.server.read()))
  }

  private async save(): Promise<void> {
    // A text in the middle of a composition is not what its writer means yet.
    if (this.isOver || this.isRunning || this.isComposing) return
    if (this.base !== null) return this.push(this.base, false)
    this.askedAt = 0
    return this.ask()
  }

  /** Saves what is left when the page is hidden or closed; the browser's store has it if this does not arrive. */
  private leave(): void {
    if (!this.isOver && !this.isRunning && !this.isComposing && this.base !== null) void this.push(this.base, true)
  }

  private async push(base: number, isLeaving: boolean): Promise<void> {
    const input = this.unsaved()
    if (!input) return
    await this.run(async () => {
      const answer = await this.server.save({ ...input, base }, isLeaving)
      if (answer.state === 'newer') return this.apply(answer.current)
      this.base = answer.version
      this.hasContent = input.content !== null
      const { draft, isBlank } = this.host.local()
      const isSaved = (isBlank ? null : contentOf(draft)) === input.content && draft.id === input.draftId
      this.host.note({ server: answer.version, isSaved, savedAt: answer.savedAt.getTime() })
    })
  }

  private unsaved() {
    this.waitsSince = null
    const { draft, isBlank } = this.host.local()
    if (draft.isSaved || (isBlank && !this.hasContent)) return null
    const content = isBlank ? null : contentOf(draft)
    return { draftId: draft.id, content, attachmentIds: isBlank ? [] : filesOf(draft) }
  }

  /** One request at a time; a failed one is repeated with growing pauses. */
  private async run(request: () => Promise<void>): Promise<void> {
    this.isRunning = true
    try {
      await request()
      this.failures = 0
    } catch (error) {
      if (this.server.mayRetry(error)) {
        this.plan(retryMs[Math.min(this.failures, retryMs.length - 1)]!)
        this.failures += 1
      } else this.isOver = true
      this.host.fail()
    } finally {
      this.isRunning = false
    }
    const { draft, isBlank } = this.host.local()
    if (this.failures === 0 && !draft.isSaved && (!isBlank || this.hasContent)) this.changed()
  }

  private apply(view: DraftView | null): void {
    const local = this.host.local()
    const draft = view?.content ? parseDraft(view.content, this.host.readValues) : null
    const step = stepFor(local, view, draft)
    const replaces = step === 'adopt' || step === 'aside' || step === 'empty'
    // Asked again when the form is free: until then the older version is known, and nothing is saved over the newer one.
    if (replaces && (local.isBusy || this.isComposing)) {
      this.base = null
      return
    }
    if (step === 'unreadable') {
      this.isOver = true
      return
    }
    const server = view?.version ?? 0
    this.base = server
    this.hasContent = view?.content != null
    const savedAt = view?.savedAt.getTime()
    if (step === 'adopt') this.host.adopt({ ...draft!, savedAt: savedAt!, server, isSaved: true }, local.isBlank)
    else if (step === 'empty') this.host.empty()
    else {
      if (step === 'aside') this.host.keepAside({ ...draft!, savedAt: savedAt! })
      if (step === 'renew') this.host.renew()
      const isSaved = step === 'same' || (step === 'nothing' && local.draft.isSaved)
      this.host.note({ server, isSaved })
      if (step === 'save' || step === 'aside' || step === 'renew') this.changed()
    }
    if (step === 'empty') this.host.note({ server, isSaved: true })
  }
}
