import { addressAt, safeHref } from './addresses'
import { type Budget, type Inline, markdownBounds, type MarkdownKind } from './tree'

type Span = { type: 'strong' | 'emphasis' | 'strike' } | { type: 'link'; href: string } | { type: 'image'; src: string }

/** A piece of the text: plain text, or a delimiter run that may open and close spans. */
interface Token {
  leaf: Inline | null
  /** Delimiters that are not paired yet; shown as text if they stay unpaired. */
  text: string
  sign: string
  canOpen: boolean
  canClose: boolean
  /** Length of the run as written. */
  run: number
  opens: Span[]
  closes: number
}

interface Bracket {
  token: number
  isImage: boolean
  /** Where the text after the bracket begins, and how many delimiters came before. */
  begin: number
  delimiters: number
}

/** Characters that a backslash escapes; fewer in a message, so that paths and regular expressions stay intact. */
const escapable = { message: /[*_~`[\]#>|+-]/, article: /[!-/:-@[-`{-~]/ }
const isSpace = (sign: string) => sign === '' || /\s/.test(sign)
/** ASCII punctuation only: Chinese punctuation has no spaces beside it and must not keep emphasis from ending. */
const isPunctuation = (sign: string) => /[!-/:-@[-`{-~]/.test(sign)
const isWide = (sign: string | undefined) =>
  sign !== undefined && /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/.test(sign)

const maxHref = 2_000

/**
 * Parses `(address "title")` after `]`; null when there is none. A space ends the address, so there is no backtracking.
 */
function resourceAt(text: string, from: number, budget: Budget): { href: string; end: number } | null {
  let at = from + 1
  while (text.charAt(at) === ' ') at += 1
  const begin = at
  let depth = 0
  for (; at < text.length && at - begin <= maxHref; at += 1) {
    const sign = text.charAt(at)
    if (sign === ' ' || sign === '\n' || sign === '\t' || sign === '<') break
    if (sign === '(') depth += 1
    else if (sign === ')') {
      if (depth === 0) break
      depth -= 1
    }
  }
  budget.step(at - begin)
  const href = text.slice(begin, at)
  const blanks = /[ \t]*/y
  blanks.lastIndex = at
  at += blanks.exec(text)?.[0].length ?? 0
  const quote = text.charAt(at)
  if (quote === '"' || quote === "'") {
    const title = text.slice(at + 1, at + 301)
    const length = title.indexOf(quote)
    if (length < 0) return null
    at += length + 2
  }
  return text.charAt(at) === ')' ? { href, end: at + 1 } : null
}

/** Parses the text of one block. Every character is visited a bounded number of times. */
class InlineParser {
  private readonly tokens: Token[] = []
  private readonly delimiters: number[] = []
  private readonly brackets: Bracket[] = []
  /** Brackets before this index already contain a link, and links cannot be nested. */
  private linkFrom = 0
  private words = ''
  private at = 0
  /** Positions of runs of backticks, by length; consumed from the front. */
  private readonly ticks = new Map<number, number[]>()

  constructor(
    private readonly text: string,
    private readonly kind: MarkdownKind,
    private readonly budget: Budget,
  ) {}

  parse(): Inline[] {
    for (const { 0: run, index } of this.text.matchAll(/`+/g)) {
      const places = this.ticks.get(run.length)
      if (places) places.push(index)
      else this.ticks.set(run.length, [index])
    }
    for (const places of this.ticks.values()) places.reverse()
    while (this.at < this.text.length) {
      this.budget.step()
      this.next()
    }
    this.flush()
    this.match(0)
    return this.build()
  }

  private next(): void {
    const { text, at } = this
    const sign = text.charAt(at)
    if (sign === '\n') return this.lineBreak()
    if (sign === '\\') return this.escape()
    if (sign === '`') return this.code()
    if (sign === '*' || sign === '_' || sign === '~') return this.run(sign)
    if (sign === '[' || (sign === '!' && text.charAt(at + 1) === '[')) return this.open(sign === '!')
    if (sign === ']') return this.close()
    if (sign === '<' || sign === 'h' || sign === 'H') {
      const address = addressAt(text, at)
      if (address) {
        this.leaf({ type: 'link', href: address.href, children: [{ type: 'text', text: address.href }] })
        this.budget.step(address.end - at)
        this.at = address.end
        return
      }
    }
    this.words += sign
    this.at += 1
  }

  private lineBreak(): void {
    const isHard = this.words.endsWith('  ') || (this.words.endsWith('\\') && this.kind === 'article')
    if (this.kind === 'message' || isHard) {
      this.words = this.words.replace(/(?<![ \t])[ \t]+$|\\$/, (end) =>
        end === '\\' && this.kind === 'message' ? end : '',
      )
      this.leaf({ type: 'break' })
    } else if (!isWide(this.words.at(-1)) || !isWide(this.text.charAt(this.at + 1))) this.words += ' '
    this.at += 1
  }

  private escape(): void {
    const sign = this.text.charAt(this.at + 1)
    // A message keeps two backslashes, because they begin the name of a Windows share.
    const isEscape = sign !== '' && escapable[this.kind].test(sign)
    this.words += isEscape ? sign : '\\'
    this.at += isEscape ? 2 : 1
  }

  private code(): void {
    const begin = this.at
    let end = begin
    while (this.text.charAt(end) === '`') end += 1
    const length = end - begin
    const places = this.ticks.get(length) ?? []
    while ((places.at(-1) ?? Infinity) < end) places.pop()
    const close = places.at(-1)
    if (close === undefined) {
      this.words += this.text.slice(begin, end)
      this.budget.step(length)
      this.at = end
      return
    }
    const inner = this.text.slice(end, close).replaceAll('\n', ' ')
    const isPadded = inner.startsWith(' ') && inner.endsWith(' ') && inner.trim() !== ''
    this.leaf({ type: 'code', text: isPadded ? inner.slice(1, -1) : inner })
    this.budget.step(Math.ceil(inner.length / 8))
    this.at = close + length
  }

  /** Reads a delimiter run; the characters before and after it decide whether it can open or close (CommonMark). */
  private run(sign: string): void {
    let end = this.at
    while (this.text.charAt(end) === sign) end += 1
    const run = end - this.at
    this.budget.step(run)
    const [before, after] = [this.text.charAt(this.at - 1), this.text.charAt(end)]
    const left = !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before))
    const right = !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after))
    const inWord = sign === '_' && left && right
    const counts = sign === '~' ? run === 2 : true
    this.flush()
    this.tokens.push({
      leaf: null,
      text: this.text.slice(this.at, end),
      sign,
      run,
      canOpen: counts && left && (!inWord || isPunctuation(before)),
      canClose: counts && right && (!inWord || isPunctuation(after)),
      opens: [],
      closes: 0,
    })
    this.delimiters.push(this.tokens.length - 1)
    this.at = end
  }

  private open(isImage: boolean): void {
    this.flush()
    const text = isImage ? '![' : '['
    this.tokens.push({ leaf: null, text, sign: '', run: 0, canOpen: false, canClose: false, opens: [], closes: 0 })
    this.at += text.length
    this.brackets.push({ token: this.tokens.length - 1, isImage, begin: this.at, delimiters: this.delimiters.length })
  }

  private close(): void {
    const { text, at } = this
    const bracket = this.brackets.pop()
    const isLink = bracket && text.charAt(at + 1) === '(' && (bracket.isImage || bracket.token >= this.linkFrom)
    const resource = isLink ? resourceAt(text, at + 1, this.budget) : null
    const href = resource && safeHref(resource.href)
    if (!bracket || !resource || href === null) {
      this.words += ']'
      this.at += 1
      return
    }
    this.flush()
    const opener = this.tokens[bracket.token]
    if (bracket.isImage) {
      // The description of an image is plain text.
      this.tokens.length = bracket.token
      this.delimiters.length = bracket.delimiters
      this.linkFrom = Math.min(this.linkFrom, bracket.token)
      this.leaf({ type: 'image', src: href, alt: text.slice(bracket.begin, at).replaceAll('\n', ' ') })
    } else if (opener) {
      this.match(bracket.delimiters)
      opener.text = ''
      opener.opens.push({ type: 'link', href })
      this.tokens.push({ ...opener, opens: [], closes: 1 })
      this.linkFrom = this.tokens.length
    }
    this.at = resource.end
  }

  private leaf(leaf: Inline): void {
    this.flush()
    this.tokens.push({ leaf, text: '', sign: '', run: 0, canOpen: false, canClose: false, opens: [], closes: 0 })
  }

  private flush(): void {
    if (this.words === '') return
    const { words } = this
    this.words = ''
    this.leaf({ type: 'text', text: words })
  }

  /**
   * Pairs the runs after `from`: a closing run takes the nearest matching opening one. If a kind of run found none, a
   * later run of that kind does not search the same part again, so the work stays linear.
   */
  private match(from: number): void {
    const open: number[] = []
    const bottoms = new Map<string, number>()
    for (const place of this.delimiters.slice(from)) {
      const closer = this.tokens[place]
      if (!closer) continue
      while (closer.canClose && closer.text.length > 0) {
        const key = `${closer.sign}${closer.canOpen ? 1 : 0}${closer.run % 3}`
        const bottom = bottoms.get(key) ?? 0
        let found = open.length - 1
        for (; found >= bottom; found -= 1) {
          this.budget.step()
          const opener = this.tokens[open[found] ?? -1]
          if (opener?.sign === closer.sign && fits(opener, closer)) break
        }
        const opener = found >= bottom ? this.tokens[open[found] ?? -1] : undefined
        if (!opener) {
          bottoms.set(key, open.length)
          break
        }
        const width = closer.sign === '~' || (opener.text.length > 1 && closer.text.length > 1) ? 2 : 1
        opener.opens.push({ type: closer.sign === '~' ? 'strike' : width === 2 ? 'strong' : 'emphasis' })
        opener.text = opener.text.slice(width)
        closer.text = closer.text.slice(width)
        closer.closes += 1
        // Runs between the two can no longer be paired.
        open.length = opener.text.length > 0 ? found + 1 : found
        for (const [kind, height] of bottoms) if (height > open.length) bottoms.set(kind, open.length)
      }
      if (closer.canOpen && closer.text.length > 0) open.push(place)
    }
    this.delimiters.length = from
  }

  /** Builds the tree of the pairs; spans nested beyond the bound are dropped, but their text stays. */
  private build(): Inline[] {
    const root: Inline[] = []
    const stack: { children: Inline[]; isCut: boolean }[] = [{ children: root, isCut: false }]
    const top = () => stack.at(-1)?.children ?? root
    const addText = (text: string) => {
      if (text === '') return
      const last = top().at(-1)
      if (last?.type === 'text') last.text += text
      else {
        this.budget.node()
        top().push({ type: 'text', text })
      }
    }
    for (const token of this.tokens) {
      this.budget.step()
      if (token.leaf?.type === 'text') addText(token.leaf.text)
      else if (token.leaf) {
        this.budget.node()
        top().push(token.leaf)
      }
      for (let count = token.closes; count > 0 && stack.length > 1; count -= 1) stack.pop()
      addText(token.text)
      for (const span of token.opens.reverse()) {
        const children: Inline[] = []
        if (stack.length > markdownBounds.depth || span.type === 'image') {
          stack.push({ children: top(), isCut: true })
          continue
        }
        this.budget.node()
        top().push(span.type === 'link' ? { ...span, children } : { type: span.type, children })
        stack.push({ children, isCut: false })
      }
    }
    return root
  }
}

/** CommonMark's rule of three: if a run can both open and close, lengths that add up to a multiple of 3 do not pair. */
function fits(opener: Token, closer: Token): boolean {
  if (opener.text.length === 0) return false
  if (!closer.canOpen && !opener.canClose) return true
  return (opener.run + closer.run) % 3 !== 0 || (opener.run % 3 === 0 && closer.run % 3 === 0)
}

export const parseInline = (text: string, kind: MarkdownKind, budget: Budget): Inline[] =>
  new InlineParser(text, kind, budget).parse()
