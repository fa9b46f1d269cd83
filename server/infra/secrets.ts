const mark = '…'
/** Shorter than a code, a word would take innocent ones with it. */
const shortest = 6
/** A part of an address that is at least so long is what lets its holder in. */
const longPart = 16

/** As other programs write it: in an address, in JSON, and in HTML. */
const encodings = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  secret.replaceAll('&', '&amp;'),
]

/** What must not be told of an address that is a secret itself: all of it, its path, and each long part. */
export function secretsOfUrl(text: string): string[] {
  if (!URL.canParse(text)) return [text]
  const { href, pathname, search, searchParams } = new URL(text)
  const parts = [...pathname.split('/'), ...searchParams.values()].filter((part) => part.length >= longPart)
  return [text, href, `${pathname}${search}`, pathname, ...parts]
}

/** Somebody else's words without the secrets that we told them: for attempts, screens and the log. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= shortest)
    .flatMap(encodings)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, mark), text)
}
