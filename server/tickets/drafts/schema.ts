import { z } from 'zod'
import { limits } from '../facts'
import { referenceSchema } from '../schema'
import { type DraftForm, draftForms, maxDraftCharacters } from './facts'

const place = {
  form: z.enum(draftForms),
  /** The ticket that is written to, or that a new ticket follows up; null for a new ticket. */
  reference: referenceSchema.nullable(),
}
const isPlace = ({ form, reference }: { form: DraftForm; reference: string | null }) =>
  form === 'filing' || reference !== null
const noTicket = { message: 'invalidValue', path: ['reference'] }

export const draftPlaceSchema = z.object(place).refine(isPlace, noTicket)

/** Names the draft that a message was written as, so that the draft ends in the transaction that records the message. */
export const draftIdInput = z.uuid().optional()

/** A draft and the texts kept beside it have no more files than this. */
const maxFiles = 6 * limits.attachments

export const saveDraftSchema = z
  .object({
    ...place,
    draftId: z.uuid(),
    /** The version that the text continues; 0 when there was none. */
    base: z.number().int().min(0).max(2_147_483_646),
    /** What the form stores, as JSON, which only its screen reads; null discards the draft. */
    content: z.string().max(maxDraftCharacters).nullable(),
    attachmentIds: z.array(z.uuid()).max(maxFiles).default([]),
  })
  .refine(isPlace, noTicket)

export interface DraftView {
  draftId: string
  version: number
  savedAt: Date
  /** Null after it was sent or discarded, and when LINK_SECRET is another one by now. */
  content: string | null
  /** Whether it was sent or discarded. */
  isEnded: boolean
}

/** `newer`: another device has saved since `base`; nothing was overwritten. `current` is null when there is none. */
export type DraftSaved =
  | { state: 'saved'; version: number; savedAt: Date }
  | { state: 'newer'; current: DraftView | null }

/** One line of a person's list of drafts. */
export interface DraftLine {
  form: DraftForm
  reference: string | null
  /** Its ticket's subject; null when the writer can no longer open the ticket, or when there is none. */
  subject: string | null
  /** Whether the form can still be opened. */
  isOpen: boolean
  savedAt: Date
  text: string
  /** For discarding it. */
  draftId: string
  version: number
}

/** A message of the writer that was undone or could not be sent, and that waits in its ticket. */
export interface ReturnedLine {
  id: string
  reference: string
  subject: string | null
  isOpen: boolean
  createdAt: Date
  /** Why it was returned: a key of messages/<locale>/errors.json; null when its author undid it. */
  reason: string | null
  text: string
}
