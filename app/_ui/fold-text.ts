/** From how much text a message is folded: a log of 20 kB times sixty makes every screen that shows it slow. */
const maxShown = 3_000
const maxLines = 60

/**
 * Returns the beginning of a long text, ending with a whole line where possible, or null when it is short enough to be
 * shown whole. Never ends inside a surrogate pair.
 */
export function foldedText(text: string): string | null {
  let end = Math.min(text.length, maxShown)
  let line = -1
  for (let count = 0; count < maxLines; count += 1) {
    line = text.indexOf('\n', line + 1)
    if (line < 0) break
  }
  if (line >= 0) end = Math.min(end, line)
  // A few lines more are not worth a click.
  if (text.length - end < maxShown / 10) return null
  const lastLine = text.lastIndexOf('\n', end)
  if (lastLine > end / 2) end = lastLine
  const code = text.charCodeAt(end - 1)
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? end - 1 : end)
}
