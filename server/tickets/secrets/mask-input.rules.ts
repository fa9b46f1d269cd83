import { maskSecrets } from './find.rules'

/** Masks the secrets in one text, or in each text of a list. */
function masked(value: unknown, kept: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return maskSecrets(value, kept)
  return Array.isArray(value) ? value.map((each) => masked(each, kept)) : value
}

/**
 * Masks the secrets in what a customer wrote, except the finds that the writer declared to be none (PRODUCT.md, T9).
 * Verbs call it before anything else: idempotency digests, held messages, events and mails have the masked text only.
 * @param fields the texts, and lists of texts, that the writer can fill in
 */
export function maskInput<T extends object, K extends keyof T>(
  input: T & { kept?: readonly string[] },
  fields: readonly K[],
): T {
  const kept = new Set(input.kept)
  return { ...input, ...Object.fromEntries(fields.map((name) => [name, masked(input[name], kept)])) }
}
