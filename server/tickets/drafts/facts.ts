/** The forms whose drafts are kept on the server: a new ticket, a customer's reply, an engineer's reply, and a note. */
export const draftForms = ['filing', 'customer-reply', 'reply', 'note'] as const
export type DraftForm = (typeof draftForms)[number]

/** Length of a stored draft in characters of JSON: the longest text, and the texts that are kept beside it. */
export const maxDraftCharacters = 300_000

/** Days after the last save until a draft is removed. */
export const draftDays = 90
