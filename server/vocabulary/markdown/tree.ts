/** What a text becomes: plain data, drawn by screens (app/_ui) and mails (emails). */
export type Inline =
  | { type: 'text' | 'code'; text: string }
  | { type: 'break' }
  | { type: 'strong' | 'emphasis' | 'strike'; children: Inline[] }
  | { type: 'link'; href: string; children: Inline[] }
  | { type: 'image'; src: string; alt: string }

export type Align = 'left' | 'center' | 'right' | null

export interface ListItem {
  /** Null for an item without a box to tick. */
  checked: boolean | null
  children: Block[]
}

export type Block =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'heading'; level: number; children: Inline[] }
  | { type: 'code'; language: string; text: string }
  | { type: 'quote'; children: Block[] }
  | { type: 'list'; start: number | null; loose: boolean; items: ListItem[] }
  | { type: 'table'; align: Align[]; head: Inline[][]; rows: Inline[][][] }
  | { type: 'rule' }

/**
 * A message shows what was typed: each line is a line, and leading blanks stay. In an article lines flow together, as its
 * author wrapped them.
 */
export type MarkdownKind = 'message' | 'article'

export const markdownBounds = {
  /** UTF-16 units; an article has at most 60,000. */
  length: 60_000,
  /** Lists and quotes inside each other; a deeper mark is text. Emphasis and links inside each other, too. */
  depth: 16,
  columns: 64,
  /** Blocks, words and cells of the whole tree. */
  nodes: { message: 4_000, article: 20_000 },
} as const

/** Steps that a text of this length may cost: parsing is linear, so an honest text stays far below. */
export const maxSteps = (length: number): number => 10_000 + 40 * length

export class BeyondBounds extends Error {}

/** Counts what a parse does and makes, and ends it beyond the bounds. */
export class Budget {
  steps = 0
  nodes = 0
  private readonly limit: number

  constructor(
    length: number,
    private readonly kind: MarkdownKind,
  ) {
    this.limit = maxSteps(length)
  }

  step(count = 1): void {
    this.steps += count
    if (this.steps > this.limit) throw new BeyondBounds()
  }

  node(count = 1): void {
    this.nodes += count
    if (this.nodes > markdownBounds.nodes[this.kind]) throw new BeyondBounds()
  }
}
