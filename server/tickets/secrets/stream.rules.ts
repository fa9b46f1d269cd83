import type { SecretRuleId } from './facts'
import { digestOfFind, findSecrets, longestFind, maskOf } from './find.rules'

/** A find in a file, as its writer sees it. */
export interface FileFind {
  rule: SecretRuleId
  digest: string
  /** The value, cut in the middle. */
  excerpt: string
  /** Line of its first occurrence, from 1. */
  line: number
  /** How often the value occurs. */
  count: number
}

/** Different values of one file that are listed; all are masked. */
const maxListed = 100

/** Characters before a find that its rule may read: the name beside the value. */
const lookBehind = 512

const countLines = (text: string, from: number, to: number): number => {
  let lines = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

/** Shows enough of a value to recognise it. */
export const excerptOfFind = (value: string): string =>
  value.length > 12 ? `${value.slice(0, 4)}…${value.slice(-4)}` : `${value.slice(0, 2)}…`

/**
 * Masks the secrets of a text that arrives in pieces, so that a long file is never in memory as a whole. The result does
 * not depend on where the pieces end, for secrets of up to `longestFind` characters.
 */
export class SecretMasker {
  private waiting = ''
  /** Part of `waiting` that was returned before; it is there for the rules to look behind. */
  private done = 0
  private line = 1
  private readonly listed = new Map<string, FileFind>()
  /** Masked occurrences. */
  masked = 0

  constructor(private readonly kept: ReadonlySet<string>) {}

  /** Different values that were found, those that stay included. */
  get finds(): FileFind[] {
    return [...this.listed.values()]
  }

  /** Returns the masked text that nothing that follows can change. */
  push(piece: string, isLast: boolean): string {
    const text = this.waiting + piece
    this.waiting = text
    let settled = isLast ? text.length : text.length - longestFind
    if (settled <= this.done) return ''
    let out = ''
    let at = this.done
    let lineAt = this.done
    for (const find of findSecrets(text)) {
      if (find.end <= this.done) continue
      if (find.start >= settled) break
      const start = Math.max(find.start, this.done)
      const value = text.slice(start, find.end)
      this.line += countLines(text, lineAt, start)
      lineAt = start
      const stays = this.list(value, find.rule)
      out += text.slice(at, start) + (stays ? value : maskOf(find.rule))
      at = find.end
      settled = Math.max(settled, find.end)
    }
    out += text.slice(at, settled)
    this.line += countLines(text, lineAt, settled)
    const from = Math.max(0, settled - lookBehind)
    this.waiting = text.slice(from)
    this.done = settled - from
    return out
  }

  /** Lists a find and returns whether its value stays. */
  private list(value: string, rule: SecretRuleId): boolean {
    const digest = digestOfFind(value)
    const stays = this.kept.has(digest)
    if (!stays) this.masked += 1
    const known = this.listed.get(digest)
    if (known) known.count += 1
    else if (this.listed.size < maxListed)
      this.listed.set(digest, { rule, digest, excerpt: excerptOfFind(value), line: this.line, count: 1 })
    return stays
  }
}
