/** The parsed tree: plain data, rendered by screens (app/_ui) and mails (emails). */
export type Inline =
  | { type: 'text' | 'code'; text: string }
  | { type: 'break' }
  | { type: 'strong' | 'emphasis' | 'strike'; children: Inline[] }
  | { type: 'link'; href: string; children: Inline[] }
  | { type: 'image'; src: string; alt: string }

export type Align = 'left' | 'center' | 'right' | null

export interface ListItem {
  /** Null for an item without a check box. */
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
 * How a text is parsed. In a `message` every line break and leading space is kept. In an `article` lines of a paragraph
 * are joined, because the author may have wrapped them.
 */
export type MarkdownKind = 'message' | 'article'

export const markdownBounds = {
  /** UTF-16 units; an article has at most 60,000. */
  length: 60_000,
  /** Nesting of lists and quotes, and of emphasis and links; a deeper marker stays text. */
  depth: 16,
  columns: 64,
  /** Nodes of the whole tree: blocks, inline nodes and cells. */
  nodes: { message: 4_000, article: 20_000 },
} as const

/** Returns the steps that a text of this length may take. Parsing is linear, so ordinary texts stay far below. */
export const maxSteps = (length: number): number => 10_000 + 40 * length

export class MarkdownLimitError extends Error {}

/** Counts the steps and nodes of a parse. @throws MarkdownLimitError when there are too many */
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
    if (this.steps > this.limit) throw new MarkdownLimitError()
  }

  node(count = 1): void {
    this.nodes += count
    if (this.nodes > markdownBounds.nodes[this.kind]) throw new MarkdownLimitError()
  }
}
