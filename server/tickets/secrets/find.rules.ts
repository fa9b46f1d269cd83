import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { keptDigits, type SecretRuleId, secretWords } from './facts'
import { judgedCharacters, type Rule, rules } from './rules'

/*
 * Finds and masks secrets. The same code runs in the browser, which shows what will be masked, and on the server.
 */

export interface SecretFind {
  rule: SecretRuleId
  /** UTF-16 offsets of the secret itself, `[start, end)`. */
  start: number
  end: number
}

/** Counts what a search does, for the tests of its costs. */
export interface SearchWork {
  /** Attempts of rules. */
  attempts: number
  /** Characters that they read, those of a value that several attempts share only once. */
  characters: number
}

type RuleFind = SecretFind & { order: number }

/** Lower case of ASCII letters by character code; every other character as it is. */
const folded = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code)
const pairOf = (first: number, second: number): number => (first * 31 + second) & 0xffff

/** The literals of all rules by their first two characters, so that a text is read once for all of them. */
const literalsByPair = new Map<number, { literal: string; order: number }[]>()
const isFirstPair = new Uint8Array(0x10000)
for (const [order, rule] of rules.entries())
  for (const literal of rule.begins) {
    const pair = pairOf(literal.charCodeAt(0), literal.charCodeAt(1))
    isFirstPair[pair] = 1
    literalsByPair.set(pair, [...(literalsByPair.get(pair) ?? []), { literal, order }])
  }

function standsAt(literal: string, text: string, at: number): boolean {
  for (let place = 0; place < literal.length; place += 1)
    if (folded(text.charCodeAt(at + place)) !== literal.charCodeAt(place)) return false
  return true
}

/** Whether a find lies in another one, which names it then. */
const isCovered = (find: RuleFind, cover: RuleFind): boolean =>
  find.end <= cover.end &&
  (find.start > cover.start || (find.start === cover.start && (find.end < cover.end || find.order > cover.order)))

/** The search of one text by one rule. */
class RuleSearch {
  /** Up to where the rule has found secrets: inside one it is not tried again. */
  private done = 0
  /** The last run of characters that continued a value: every value that ends in it goes on to its end. */
  private run = { start: 0, end: -1 }
  private readonly isSecretAt: ((start: number) => boolean) | undefined

  constructor(
    private readonly rule: Rule,
    private readonly order: number,
    private readonly text: string,
    private readonly work: SearchWork,
  ) {
    this.isSecretAt = rule.search?.(text, work)
  }

  /**
   * Tries the rule where one of its literals stands.
   * @param cover the find that reaches furthest so far: what lies in it is masked with it
   */
  tryAt(at: number, cover: RuleFind | undefined): RuleFind | null {
    if (at < this.done) return null
    const { id, pattern, more, isSecret } = this.rule
    pattern.lastIndex = at
    this.work.attempts += 1
    const match = pattern.exec(this.text)
    if (!match) return null
    const [whole, before = '', beginning = ''] = match
    this.work.characters += whole.length
    const start = at + before.length
    const end = this.endOf(start + beginning.length)
    const find = { rule: id, order: this.order, start, end }
    if (cover && isCovered(find, cover)) return null
    const secret = more ? this.text.slice(start, Math.min(end, start + judgedCharacters)) : beginning
    if (isSecret && !isSecret(secret, before, this.text.slice(end, end + 2), this.run.end - this.run.start)) return null
    if (this.isSecretAt && !this.isSecretAt(start)) return null
    this.done = end
    return find
  }

  /** Returns the end of a value whose beginning ends here. */
  private endOf(bound: number): number {
    const { more } = this.rule
    if (!more) return bound
    if (bound < this.run.start || bound > this.run.end) {
      more.lastIndex = bound
      const length = more.exec(this.text)?.[0].length ?? 0
      this.work.characters += length
      this.run = { start: bound, end: bound + length }
    }
    return this.run.end
  }
}

function ruleFinds(text: string, work: SearchWork): RuleFind[] {
  const all: RuleFind[] = []
  let cover: RuleFind | undefined
  const searches = rules.map((rule, order) => new RuleSearch(rule, order, text, work))
  let second = folded(text.charCodeAt(0))
  for (let at = 0; at + 1 < text.length; at += 1) {
    const first = second
    second = folded(text.charCodeAt(at + 1))
    if (isFirstPair[pairOf(first, second)] === 0) continue
    for (const { literal, order } of literalsByPair.get(pairOf(first, second))!) {
      if (!standsAt(literal, text, at)) continue
      const find = searches[order]!.tryAt(at, cover)
      if (!find) continue
      all.push(find)
      if (!cover || find.end > cover.end) cover = find
    }
  }
  return all
}

/** Finds a certificate before its name, "970c… (app certificate)"; a name with a value of its own is another one. */
function* namedAfterwards(text: string): Generator<SecretFind> {
  for (const { index } of text.matchAll(/(?:the |our |my )?app[ _-]?certificate(?!["'\\]{0,2}\s{0,3}[:=：是])/gi)) {
    const found = /(?<![0-9a-z])([0-9a-f]{32})[^\n0-9a-z]{1,4}(?:is |as )?$/i.exec(
      text.slice(Math.max(0, index - 42), index),
    )
    if (found) {
      const start = Math.max(0, index - 42) + found.index
      yield { rule: 'app_certificate', start, end: start + 32 }
    }
  }
}

/** Longest private key that is recognised as a whole. */
const maxKeyLength = 20_000
/** Characters after the beginning of a find that decide where it ends. */
export const longestFind = maxKeyLength + 4_096
const keyBegin = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g
const keyEnd = /-----END (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g
const keyRest = /(?:\s|\\[nr]|[A-Za-z0-9+/=]{16,}(?![A-Za-z0-9+/=])){1,2000}/y

/** Finds blocks of private keys; of one without an end, the lines that look like its content. */
function* privateKeys(text: string): Generator<SecretFind> {
  const ends = [...text.matchAll(keyEnd)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
  let next = 0
  let done = 0
  for (const { index: start, 0: head } of text.matchAll(keyBegin)) {
    if (start < done) continue
    while (next < ends.length && ends[next]!.start < start) next += 1
    const closing = ends[next]
    if (closing && closing.start - start <= maxKeyLength) done = closing.end
    else {
      keyRest.lastIndex = start + head.length
      done = start + head.length + (keyRest.exec(text)?.[0].trimEnd().length ?? 0)
    }
    yield { rule: 'private_key', start, end: done }
  }
}

/** Finds the secrets of a text, in order and without overlaps. Where two rules meet, the one that begins first names it. */
export function findSecrets(text: string, work: SearchWork = { attempts: 0, characters: 0 }): SecretFind[] {
  const all = ruleFinds(text, work)
  for (const find of [...privateKeys(text), ...namedAfterwards(text)]) all.push({ ...find, order: -1 })
  // Of equal finds, the rule that stands first names the secret.
  all.sort((a, b) => a.start - b.start || b.end - a.end || a.order - b.order)
  const merged: SecretFind[] = []
  for (const { rule, start, end } of all) {
    const last = merged.at(-1)
    if (!last || start >= last.end) merged.push({ rule, start, end })
    else if (end > last.end) last.end = end
  }
  return merged
}

/** Returns the digest by which a writer says that this value is no secret; the same wherever the value occurs. */
export const digestOfFind = (value: string): string =>
  bytesToHex(sha256(utf8ToBytes(`nightdesk:find:${value}`))).slice(0, keptDigits)

/** Returns what stands in the text instead of a secret. */
export const maskOf = (rule: SecretRuleId): string => `[masked: ${secretWords[rule]}]`

/** Returns the finds that the writer has not declared to be no secrets. */
export const findsToMask = (text: string, kept: ReadonlySet<string>): SecretFind[] => {
  const all = findSecrets(text)
  return kept.size === 0 ? all : all.filter(({ start, end }) => !kept.has(digestOfFind(text.slice(start, end))))
}

/** Returns a text with masks instead of its secrets. Masking a masked text changes nothing. */
export function maskSecrets(text: string, kept: ReadonlySet<string> = new Set()): string {
  let masked = ''
  let at = 0
  for (const { rule, start, end } of findsToMask(text, kept)) {
    masked += text.slice(at, start) + maskOf(rule)
    at = end
  }
  return masked + text.slice(at)
}
