const secretBytes = 32

/** Creates a webhook's secret (docs/formats.md) in the browser, because the server never shows a stored one. */
export function makeSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes))
  return `whsec_${btoa(String.fromCharCode(...bytes))}`
}
