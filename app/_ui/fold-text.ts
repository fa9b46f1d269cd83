/** UTF-16 units from which a message is folded: a thread with many logs of 20 kB would be slow to show. */
const maxShown = 3_000
const maxLines = 60

/**
 * Returns the beginning of a long text, up to the end of a line where possible; null when the text is short enough to
 * be shown whole. Never splits a surrogate pair.
 */
export function foldedText(text: string): string | null {
  let end = Math.min(text.length, maxShown)
  let line = -1
  for (let count = 0; count < maxLines; count += 1) {
    line = text.indexOf('\n', line + 1)
    if (line < 0) break
  }
  if (line >= 0) end = Math.min(end, line)
  // A few more lines are shown rather than folded.
  if (text.length - end < maxShown / 10) return null
  const lastLine = text.lastIndexOf('\n', end)
  if (lastLine > end / 2) end = lastLine
  const code = text.charCodeAt(end - 1)
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? end - 1 : end)
}
