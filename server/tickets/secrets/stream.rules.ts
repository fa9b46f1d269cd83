import type { SecretRuleId } from './facts'
import { digestOfFind, findSecrets, longestFind, maskOf, type SearchWork } from './find.rules'

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

/** Different values of one file whose digests are computed: those beyond them are masked, whatever their writer said. */
const maxKnown = 1_000

/** Longest value by which a known one is recognised; longer ones are recognised by their digests. */
const maxKey = 256

/** Characters that arrive before a text is searched again, so that small pieces do not multiply the work. */
const searchedAtOnce = 32_768

/** Characters before a find that its rule may read: the name beside the value. */
const lookBehind = 512

const countLines = (text: string, from: number, to: number): number => {
  let lines = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

/** Whether the two halves of one character stand on both sides of this place. */
const isInsideCharacter = (text: string, at: number): boolean =>
  (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00

/** Copies a part of a text, which would keep the whole text in memory otherwise. */
const copyOf = (text: string): string => text.split('').join('')

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
  private readonly known = new Map<string, FileFind>()
  /** Masked occurrences. */
  masked = 0
  /** What the searches have done so far, for the tests of their costs. */
  readonly work: SearchWork = { attempts: 0, characters: 0 }

  constructor(private readonly kept: ReadonlySet<string>) {}

  /** Different values that were found, those that stay included. */
  get finds(): FileFind[] {
    return [...this.known.values()].slice(0, maxListed)
  }

  /** Returns the masked text that nothing that follows can change. */
  push(piece: string, isLast: boolean): string {
    const text = this.waiting + piece
    this.waiting = text
    let settled = isLast ? text.length : text.length - longestFind
    if (settled < this.done + (isLast ? 1 : searchedAtOnce)) return ''
    if (isInsideCharacter(text, settled)) settled -= 1
    let out = ''
    let at = this.done
    let lineAt = this.done
    for (const find of findSecrets(text, this.work)) {
      if (find.end <= this.done) continue
      if (find.start >= settled) break
      const start = Math.max(find.start, this.done)
      const value = text.slice(start, find.end)
      this.line += countLines(text, lineAt, start)
      lineAt = start
      const stays = this.list(value, find.rule)
      if (!stays) this.masked += 1
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
    const isLong = value.length > maxKey
    const key = isLong ? `digest ${digestOfFind(value)}` : value
    let known = this.known.get(key)
    if (known) known.count += 1
    else {
      if (this.known.size >= maxKnown) return false
      known = { rule, digest: digestOfFind(value), excerpt: copyOf(excerptOfFind(value)), line: this.line, count: 1 }
      this.known.set(isLong ? key : copyOf(value), known)
    }
    return this.kept.has(known.digest)
  }
}
