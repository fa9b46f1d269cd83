const secretBytes = 32

/** A webhook's secret as docs/formats.md describes it, made in the browser: the server keeps it and never shows it. */
export function makeSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes))
  return `whsec_${btoa(String.fromCharCode(...bytes))}`
}
