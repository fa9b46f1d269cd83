import { BlockParser } from './blocks'
import { MarkdownLimitError, type Block, Budget, markdownBounds, type MarkdownKind } from './tree'

export { isOwnFile } from './addresses'
export { type Block, type Inline, markdownBounds, type MarkdownKind, maxSteps } from './tree'

export interface ParsedMarkdown {
  /** Null when the text exceeds the bounds; show it as plain text then. */
  blocks: Block[] | null
  /** Steps taken, for the tests of the bound. */
  steps: number
  /** Nodes of the tree. */
  nodes: number
}

/**
 * Parses a text as Markdown, including GitHub's tables, task lists and strikethrough. HTML is not supported and stays
 * text. Runs in linear time; steps are counted and end at `maxSteps`, so that no text can block the process.
 */
export function parseMarkdown(text: string, kind: MarkdownKind): ParsedMarkdown {
  if (text.length > markdownBounds.length) return { blocks: null, steps: 0, nodes: 0 }
  const budget = new Budget(text.length, kind)
  try {
    const blocks = new BlockParser(kind, budget).parse(text)
    return { blocks, steps: budget.steps, nodes: budget.nodes }
  } catch (error) {
    if (error instanceof MarkdownLimitError) return { blocks: null, steps: budget.steps, nodes: budget.nodes }
    throw error
  }
}

/**
 * Returns a ticket's text without its first line if that line is the subject, which screens and mails already show
 * above. The line is kept when nothing else would be left.
 */
export function withoutFirstLine(text: string, subject: string): string {
  const found = /^\s*([^\r\n]*)(?:\r\n|\r|\n)([\s\S]*)$/.exec(text)
  const [, first = '', rest = ''] = found ?? []
  // Keep the line when it begins a code fence, a table, a quote, a list or indented text.
  return first.trim() === subject.trim() && rest.trim() !== '' && /^[^`~|>\s-]/.test(first)
    ? rest.replace(/^(?:[ \t]*(?:\r\n|\r|\n))+/, '')
    : text
}
