import { parseInline } from './inline'
import { cellsOf, indentOf, isBlank, isRule, type Line, skip, withoutColumns } from './lines'
import {
  type Align,
  type Block,
  type Budget,
  type Inline,
  type ListItem,
  markdownBounds,
  type MarkdownKind,
} from './tree'

/** An open block that later lines may extend. */
interface Container {
  kind: 'root' | 'quote' | 'item'
  blocks: Block[]
  /** Indentation, in columns, that keeps a line in a list item. */
  offset: number
  item: ListItem | null
  /** The list that the next item may join, and the marker it began with. */
  list: (Block & { type: 'list' }) | null
  mark: string
  /** A blank line followed the last block: the next block makes its list loose. */
  blank: boolean
}

type Leaf =
  | { kind: 'paragraph'; lines: string[] }
  | { kind: 'fence'; mark: string; indent: number; language: string; lines: string[] }
  | { kind: 'indented'; lines: string[] }
  | { kind: 'table'; align: Align[]; head: string[]; rows: string[][] }

const listMark = /^(?:([-+*])|(\d{1,9})([.)]))(?=[ \t]|$)/
const headingMark = /^(#{1,6})(?=[ \t]|$)/
const fenceMark = /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/
const delimiter = /^:?-+:?$/

/** Parses the blocks of a text line by line; each line visits at most `markdownBounds.depth` containers. */
export class BlockParser {
  private readonly containers: Container[]
  private leaf: Leaf | null = null

  constructor(
    private readonly kind: MarkdownKind,
    private readonly budget: Budget,
  ) {
    this.containers = [this.container('root', [])]
  }

  parse(text: string): Block[] {
    for (const line of text.split(/\r\n|\r|\n/)) this.line({ text: line, column: 0 })
    this.closeFrom(1)
    this.closeLeaf()
    return this.containers[0]?.blocks ?? []
  }

  private container(kind: Container['kind'], blocks: Block[]): Container {
    return { kind, blocks, offset: 0, item: null, list: null, mark: '', blank: false }
  }

  private get deepest(): Container {
    return this.containers.at(-1) ?? this.container('root', [])
  }

  private line(whole: Line): void {
    this.budget.step(1 + Math.ceil(whole.text.length / 8))
    const { rest, matched } = this.continueContainers(whole)
    const isWhole = matched === this.containers.length
    if (isWhole && this.leaf?.kind === 'fence') return this.addToFence(rest, this.leaf)
    if (isBlank(rest.text)) return this.blankLine(rest, matched)
    const opened = this.openBlocks(rest, matched)
    if (opened !== null) this.addText(opened.rest, opened.matched)
    for (const container of this.containers) container.blank = false
  }

  /** Matches the open containers that the line continues. Returns the rest of the line and the number of matches. */
  private continueContainers(whole: Line): { rest: Line; matched: number } {
    let rest = whole
    let matched = 1
    for (; matched < this.containers.length; matched += 1) {
      this.budget.step()
      const container = this.containers[matched]
      const { columns, characters } = indentOf(rest)
      if (container?.kind === 'quote') {
        if (columns > 3 || rest.text.charAt(characters) !== '>') break
        rest = withoutColumns(skip(withoutColumns(rest, columns), 1), 1)
      } else if (!isBlank(rest.text)) {
        if (columns < (container?.offset ?? 0)) break
        rest = withoutColumns(rest, container?.offset ?? 0)
      }
    }
    return { rest, matched }
  }

  private blankLine(rest: Line, matched: number): void {
    if (this.leaf?.kind === 'indented' && matched === this.containers.length) {
      this.leaf.lines.push(withoutColumns(rest, 4).text)
      return
    }
    // A blank line without its marker ends a quote, but not a list.
    const ended = this.containers.findIndex(({ kind }, at) => at >= matched && kind === 'quote')
    if (ended >= 0) this.closeFrom(ended)
    this.closeLeaf()
    for (const container of this.containers) container.blank = true
  }

  /** Opens the blocks that the line begins; null when nothing of the line is left. */
  private openBlocks(from: Line, from_: number): { rest: Line; matched: number } | null {
    let rest = from
    let matched = from_
    for (;;) {
      this.budget.step()
      const { columns, characters } = indentOf(rest)
      const text = rest.text.slice(characters)
      if (text === '') return null
      const isParagraph = this.leaf?.kind === 'paragraph'
      // Inside a paragraph of a message, `#` or a row of dashes is more likely a line of pasted text.
      const isPasted = isParagraph && this.kind === 'message' && matched === this.containers.length
      if (columns >= 4) {
        if (isParagraph) return { rest, matched }
        this.closeFrom(matched)
        if (this.leaf?.kind !== 'indented') {
          this.closeLeaf()
          this.leaf = { kind: 'indented', lines: [] }
        }
        this.leaf.lines.push(withoutColumns(rest, 4).text)
        return null
      }
      const canNest = matched < markdownBounds.depth
      if (text.startsWith('>') && canNest) {
        this.closeFrom(matched)
        this.closeLeaf()
        rest = withoutColumns(skip(withoutColumns(rest, columns), 1), 1)
        const children: Block[] = []
        this.add({ type: 'quote', children })
        this.containers.push(this.container('quote', children))
        matched = this.containers.length
        if (isBlank(rest.text)) return null
        continue
      }
      const heading = isPasted ? null : headingMark.exec(text)
      if (heading) {
        this.closeFrom(matched)
        this.closeLeaf()
        this.addHeading(heading[1]?.length ?? 1, text.slice(heading[0].length))
        return null
      }
      const fence = fenceMark.exec(text)
      if (fence) {
        this.closeFrom(matched)
        this.closeLeaf()
        const mark = fence[1] ?? fence[3] ?? '```'
        const language = (fence[2] ?? fence[4] ?? '').trim().split(/\s/, 1)[0] ?? ''
        this.leaf = { kind: 'fence', mark, indent: columns, language: language.slice(0, 40), lines: [] }
        return null
      }
      if (isParagraph && matched === this.containers.length && this.underlines(text)) return null
      if (!isPasted && isRule(text)) {
        this.closeFrom(matched)
        this.closeLeaf()
        this.add({ type: 'rule' })
        return null
      }
      const mark = canNest && !isRule(text) ? listMark.exec(text) : null
      const after = mark && text.slice(mark[0].length)
      // Inside a paragraph only a marker with text begins a list, and an ordered list only with the number 1.
      const interrupts = isParagraph && matched === this.containers.length
      if (!mark || (interrupts && (isBlank(after ?? '') || (mark[2] !== undefined && Number(mark[2]) !== 1))))
        return { rest, matched }
      rest = this.openItem(rest, columns, mark, matched)
      matched = this.containers.length
      if (isBlank(rest.text)) return null
    }
  }

  private openItem(line: Line, indent: number, mark: RegExpExecArray, matched: number): Line {
    this.closeFrom(matched)
    this.closeLeaf()
    const sign = mark[1] ?? mark[3] ?? '-'
    const parent = this.deepest
    const start = mark[2] === undefined ? null : Number(mark[2])
    if (!parent.list || parent.mark !== sign) {
      const list = { type: 'list' as const, start, loose: false, items: [] }
      this.add(list)
      parent.list = list
      parent.mark = sign
    } else if (parent.blank) parent.list.loose = true
    const afterMark = skip(withoutColumns(line, indent), mark[0].length)
    const { columns } = indentOf(afterMark)
    // Five or more columns of space begin indented code one column after the marker.
    const gap = isBlank(afterMark.text) || columns > 4 ? 1 : columns
    const item: ListItem = { checked: null, children: [] }
    this.budget.node()
    parent.list?.items.push(item)
    const container = this.container('item', item.children)
    container.offset = indent + mark[0].length + gap
    container.item = item
    this.containers.push(container)
    return withoutColumns(afterMark, gap)
  }

  private addText(rest: Line, matched: number): void {
    const isWhole = matched === this.containers.length
    if (this.leaf?.kind === 'paragraph') {
      // Lazy continuation: the paragraph continues even when markers of its containers are missing.
      if (isWhole && this.opensTable(rest.text, this.leaf)) return
      this.leaf.lines.push(rest.text)
      return
    }
    this.closeFrom(matched)
    if (this.leaf?.kind === 'table' && isWhole) {
      const cells = cellsOf(rest.text).slice(0, this.leaf.align.length)
      this.budget.node(this.leaf.align.length)
      this.leaf.rows.push(cells)
      return
    }
    this.closeLeaf()
    this.leaf = { kind: 'paragraph', lines: [rest.text] }
  }

  /** Begins a table when this row of dashes has as many cells as the row above it. */
  private opensTable(text: string, paragraph: Leaf & { kind: 'paragraph' }): boolean {
    if (!text.includes('-') || !(text.includes('|') || text.includes(':'))) return false
    const marks = cellsOf(text)
    if (marks.length > markdownBounds.columns || !marks.every((mark) => delimiter.test(mark))) return false
    const above = paragraph.lines.at(-1) ?? ''
    const head = cellsOf(above)
    if (head.length !== marks.length || !above.includes('|')) return false
    paragraph.lines.pop()
    if (paragraph.lines.length > 0) this.closeLeaf()
    this.budget.node(marks.length)
    const align = marks.map((mark): Align => {
      const [left, right] = [mark.startsWith(':'), mark.endsWith(':')]
      return left && right ? 'center' : right ? 'right' : left ? 'left' : null
    })
    this.leaf = { kind: 'table', align, head, rows: [] }
    return true
  }

  /**
   * A row of `=` or `-` makes a heading of the text above it. In articles only: in a message it may belong to a log.
   */
  private underlines(text: string): boolean {
    const level = /^=+[ \t]*$/.test(text) ? 1 : /^-+[ \t]*$/.test(text) ? 2 : 0
    if (level === 0 || this.kind === 'message' || this.leaf?.kind !== 'paragraph') return false
    const words = this.leaf.lines.join(' ')
    this.leaf = null
    this.addHeading(level, words)
    return true
  }

  private addToFence(rest: Line, fence: Leaf & { kind: 'fence' }): void {
    const { columns, characters } = indentOf(rest)
    const sign = fence.mark.charAt(0)
    const text = rest.text.slice(characters).trimEnd()
    const isEnd = columns <= 3 && text.length >= fence.mark.length && [...text].every((one) => one === sign)
    if (isEnd) this.closeLeaf()
    else fence.lines.push(withoutColumns(rest, fence.indent).text)
  }

  private addHeading(level: number, text: string): void {
    this.add({
      type: 'heading',
      level,
      children: this.inline(
        text
          .trim()
          .replace(/(?:^|[ \t])#{1,20}$/, '')
          .trim(),
      ),
    })
  }

  private add(block: Block): void {
    this.budget.node()
    const { deepest } = this
    if (deepest.blank && deepest.kind === 'item' && deepest.blocks.length > 0) {
      const list = this.containers.at(-2)?.list
      if (list) list.loose = true
    }
    deepest.list = null
    deepest.blocks.push(block)
  }

  private closeFrom(place: number): void {
    if (place >= this.containers.length) return
    this.closeLeaf()
    this.containers.length = place
  }

  private closeLeaf(): void {
    const { leaf } = this
    this.leaf = null
    if (!leaf) return
    if (leaf.kind === 'paragraph') this.addParagraph(leaf.lines)
    else if (leaf.kind === 'table')
      this.add({
        type: 'table',
        align: leaf.align,
        head: leaf.head.map((cell) => this.inline(cell)),
        rows: leaf.rows.map((row) => row.map((cell) => this.inline(cell))),
      })
    else {
      const { lines } = leaf
      if (leaf.kind === 'indented') while (isBlank(lines.at(-1) ?? 'x')) lines.pop()
      this.add({ type: 'code', language: leaf.kind === 'fence' ? leaf.language : '', text: lines.join('\n') })
    }
  }

  private addParagraph(lines: string[]): void {
    const { deepest } = this
    const task =
      deepest.item && deepest.blocks.length === 0 ? /^\[([ xX])\][ \t]+(?=[^ \t])/.exec(lines[0] ?? '') : null
    if (task && deepest.item) {
      deepest.item.checked = task[1] !== ' '
      lines[0] = (lines[0] ?? '').slice(task[0].length)
    }
    const text = this.kind === 'message' ? lines.join('\n') : lines.map((line) => line.trimStart()).join('\n')
    this.add({ type: 'paragraph', children: this.inline(text.trimEnd()) })
  }

  private inline(text: string): Inline[] {
    return parseInline(text, this.kind, this.budget)
  }
}
