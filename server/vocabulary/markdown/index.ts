import { BlockParser } from './blocks'
import { BeyondBounds, type Block, Budget, markdownBounds, type MarkdownKind } from './tree'

export { isOwnFile } from './addresses'
export { type Block, type Inline, markdownBounds, type MarkdownKind, maxSteps } from './tree'

export interface ParsedMarkdown {
  /** Null: beyond the bounds, to be shown as it stands. */
  blocks: Block[] | null
  /** Work done, for the tests that hold its bound. */
  steps: number
  /** Of the tree. */
  nodes: number
}

/**
 * Reads a person's words as Markdown: GitHub's tables, task lists and strikethrough included, HTML not, which is text like
 * any other. The work grows with the length of the text and no faster, and no text holds a process: it is counted, and ends
 * at `maxSteps`.
 */
export function parseMarkdown(text: string, kind: MarkdownKind): ParsedMarkdown {
  if (text.length > markdownBounds.length) return { blocks: null, steps: 0, nodes: 0 }
  const budget = new Budget(text.length, kind)
  try {
    const blocks = new BlockParser(kind, budget).parse(text)
    return { blocks, steps: budget.steps, nodes: budget.nodes }
  } catch (error) {
    if (error instanceof BeyondBounds) return { blocks: null, steps: budget.steps, nodes: budget.nodes }
    throw error
  }
}

/**
 * A ticket's words without their first line, when that became its subject: screens and mails show it above already.
 * Kept when nothing else would be left.
 */
export function withoutFirstLine(text: string, subject: string): string {
  const found = /^\s*([^\r\n]*)(?:\r\n|\r|\n)([\s\S]*)$/.exec(text)
  const [, first = '', rest = ''] = found ?? []
  // A fence or a list begins with its first line.
  return first.trim() === subject.trim() && rest.trim() !== '' && /^[^`~|>\s-]/.test(first)
    ? rest.replace(/^(?:[ \t]*(?:\r\n|\r|\n))+/, '')
    : text
}
