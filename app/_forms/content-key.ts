import { digestOf } from '@/server/sla/policy/digest.rules'

/**
 * Derives the idempotency key of a draft's content, as a UUID of version 8. The same draft with the same content gives
 * the same key in every tab and after every reload, so a retry is recognised; any change of the content gives another
 * key, so an edited retry is a new message. After a successful send a new draft gets another id.
 */
export function contentKey(draftId: string, content: unknown): string {
  const hex = digestOf({ draftId, content: plain(content) }).slice(0, 32)
  // RFC 9562: the version (8) and the variant (binary 10) have fixed places.
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * Fields that later releases added, with the value that a draft of an earlier one has. They are left out, so that a retry
 * after an upgrade is still the same message.
 */
const added: Record<string, string> = { kept: '[]', sendAt: 'null' }

/** Normalises the content through JSON, as the server receives it: without `undefined` and lone surrogates. */
const plain = (content: unknown): unknown =>
  JSON.parse(JSON.stringify(content ?? null), (key, value: unknown) => {
    if (Object.hasOwn(added, key) && JSON.stringify(value) === added[key]) return undefined
    return typeof value === 'string' ? value.replaceAll(/\p{Surrogate}/gu, '\uFFFD') : value
  })
