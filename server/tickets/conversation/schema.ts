import { z } from 'zod'
import { limits } from '../facts'
import { attachmentIdsInput, bodyInput, clientKeyInput, referenceSchema, seqInput } from '../schema'
import { replyKindSchema } from '@/server/vocabulary/schemas/words'
import type { ReplyKind } from '@/server/vocabulary/reply-kind'
import { instantInput } from '@/server/infra/input/instant-schema'
import { optionalMessage } from '@/server/vocabulary/schemas/text'
import { draftIdInput } from '../drafts/schema'
import { keptInput } from '../secrets/schema'
import type { AttachmentView } from '../attachments/schema'

/** The public seq when the form was rendered: a stale form is refused, not applied (SEMANTICS §5). */
const basedOn = seqInput.optional()

/** Asks to hold the message for 10 s so that it can be undone; urgent ones are not held (conversation/held.ts). */
const undoable = z.boolean().default(false)

export const customerReplySchema = z.object({
  reference: referenceSchema,
  clientKey: clientKeyInput,
  basedOn,
  body: bodyInput,
  attachmentIds: attachmentIdsInput,
  kept: keptInput,
  undoable,
  draftId: draftIdInput,
})

/** Without a key the closing is never recognised as a repeat. */
export const closeSchema = z.object({ reference: referenceSchema, clientKey: clientKeyInput.optional(), undoable })

export const answerSchema = z.object({
  reference: referenceSchema,
  clientKey: z.uuid(),
  basedOn,
  kind: replyKindSchema,
  body: bodyInput,
  attachmentIds: attachmentIdsInput,
  /** Pulls the running update clock earlier, never later (SEMANTICS §1.2). */
  promiseNextUpdateAt: instantInput.nullish(),
  /** The status after this answer; `waiting_on_customer` needs a question (SEMANTICS §5). */
  then: z.enum(['open', 'waiting_on_customer', 'resolved']).default('open'),
  /** When it is sent, instead of now; a newer public message, a closing or a merge until then returns it. */
  sendAt: instantInput.nullish(),
  /** Why the root cause is unknown; required to resolve an S1 or S2 without one. */
  rootCauseUnknown: optionalMessage(limits.reason),
  undoable,
  draftId: draftIdInput,
})

export const noteSchema = z.object({
  reference: referenceSchema,
  clientKey: z.uuid(),
  body: bodyInput,
  /** Ids of colleagues who were picked; those whose name does not stand in the body count for nothing. */
  mentioned: z.array(z.uuid()).max(limits.mentions).optional(),
  attachmentIds: attachmentIdsInput,
  draftId: draftIdInput,
})

export const heldSchema = z.object({ id: z.uuid() })

/** Result of sending: recorded, held until `until` and undoable until then, or undone before. */
export type SendOutcome =
  /** Sent at `until`, which the author chose. */
  | { state: 'later'; id: string; until: Date }
  | { state: 'sent'; atOnce: 'S1' | 'clockDue' | 'pageDue' | 'workerSilent' | null }
  | { state: 'held'; id: string; until: Date }
  /** The same form was undone earlier; nothing was sent. */
  | { state: 'undone' }

/** An answer of a colleague that is sent at `until`. */
export interface WaitingAnswerView {
  id: string
  authorName: string
  until: Date
  kind: ReplyKind
  body: string
}

/** A message by the reader that is not in the thread: still held, undone, or returned because it could not be sent. */
export interface HeldMessageView {
  id: string
  verb: 'answer' | 'reply' | 'close'
  state: 'held' | 'sending' | 'undone' | 'returned'
  /** Why it was returned: a key of messages/<locale>/errors.json. */
  reason: string | null
  createdAt: Date
  until: Date | null
  /** Sent at a time that its author chose, and not after ten seconds. */
  later: boolean
  /** The time that the author chose, also after it was undone or returned; null when it was to be sent now. */
  sendAt: Date | null
  /** Finds that the customer declared to be no secrets. */
  kept: string[]
  body: string
  kind: ReplyKind | null
  then: 'open' | 'waiting_on_customer' | 'resolved'
  rootCauseUnknown: string
  promiseNextUpdateAt: Date | null
  attachments: AttachmentView[]
}
