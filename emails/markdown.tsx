import { Section } from '@react-email/section'
import { Text } from '@react-email/text'
import type { CSSProperties, ReactNode } from 'react'
import { type Block, type Inline, parseMarkdown } from '@/server/vocabulary/markdown'

/** The part of a mail that is written; the text part keeps what people typed, character for character. */
export type MailPart = 'html' | 'text'

const ink = '#191c20'
const line = '#e7eaed'
const panelColour = '#f4f5f7'
const mono = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Courier New", monospace'
const words: CSSProperties = {
  fontSize: 14,
  lineHeight: '22px',
  color: ink,
  margin: '0 0 10px',
  overflowWrap: 'anywhere',
}
const code: CSSProperties = { fontFamily: mono, fontSize: 13, backgroundColor: panelColour }
const cell: CSSProperties = { border: `1px solid ${line}`, padding: '4px 8px', fontSize: 14, lineHeight: '20px' }

/** Replaces runs of spaces, which a mail program would collapse, by no-break spaces. */
const preserveSpaces = (text: string) => text.replace(/^ +| {2,}/g, (blanks) => '\u00a0'.repeat(blanks.length))

/** Returns an address with its host, as a mail needs it; undefined when it is not a valid link. */
type Absolute = (href: string) => string | undefined

function renderInline(parts: Inline[], absolute: Absolute): ReactNode {
  return parts.map((part, at) => {
    switch (part.type) {
      case 'text':
        return preserveSpaces(part.text)
      case 'break':
        return <br key={at} />
      case 'code':
        return (
          <code key={at} style={code}>
            {part.text}
          </code>
        )
      case 'strong':
        return <strong key={at}>{renderInline(part.children, absolute)}</strong>
      case 'emphasis':
        return <em key={at}>{renderInline(part.children, absolute)}</em>
      case 'strike':
        return <del key={at}>{renderInline(part.children, absolute)}</del>
      case 'link':
        return (
          <a key={at} href={absolute(part.href)} style={{ color: ink }}>
            {renderInline(part.children, absolute)}
          </a>
        )
      // An image can only be loaded in a session, so the mail links to it by its name.
      case 'image':
        return (
          <a key={at} href={absolute(part.src)} style={{ color: ink }}>
            {part.alt || part.src}
          </a>
        )
    }
  })
}

function renderListItem(blocks: Block[], loose: boolean, absolute: Absolute): ReactNode {
  return blocks.map((block, at) =>
    block.type === 'paragraph' && !loose ? (
      <span key={at}>{renderInline(block.children, absolute)}</span>
    ) : (
      <MailBlocks key={at} blocks={[block]} absolute={absolute} />
    ),
  )
}

function MailTable({ table, absolute }: { table: Block & { type: 'table' }; absolute: Absolute }) {
  const row = (Tag: 'th' | 'td', parts: Inline[][]) =>
    table.align.map((align, place) => (
      <Tag key={place} dir="auto" style={{ ...cell, textAlign: align ?? 'left' }}>
        {renderInline(parts[place] ?? [], absolute)}
      </Tag>
    ))
  return (
    <table cellPadding={0} cellSpacing={0} style={{ borderCollapse: 'collapse', margin: '0 0 10px' }}>
      <thead>
        <tr>{row('th', table.head)}</tr>
      </thead>
      <tbody>
        {table.rows.map((parts, at) => (
          <tr key={at}>{row('td', parts)}</tr>
        ))}
      </tbody>
    </table>
  )
}

function MailBlocks({ blocks, absolute }: { blocks: Block[]; absolute: Absolute }): ReactNode {
  return blocks.map((block, at) => {
    switch (block.type) {
      case 'paragraph':
        return (
          <p key={at} dir="auto" style={words}>
            {renderInline(block.children, absolute)}
          </p>
        )
      case 'heading':
        return (
          <p key={at} dir="auto" style={{ ...words, fontWeight: 600, fontSize: block.level <= 2 ? 16 : 14 }}>
            {renderInline(block.children, absolute)}
          </p>
        )
      case 'code':
        return (
          <pre
            key={at}
            dir="ltr"
            style={{
              ...code,
              color: ink,
              lineHeight: '20px',
              padding: '8px 10px',
              margin: '0 0 10px',
              border: `1px solid ${line}`,
              whiteSpace: 'pre-wrap',
              overflowWrap: 'anywhere',
            }}
          >
            {block.text}
          </pre>
        )
      case 'quote':
        return (
          <blockquote
            key={at}
            dir="auto"
            style={{ borderLeft: `2px solid ${line}`, margin: '0 0 10px', paddingLeft: 12 }}
          >
            <MailBlocks blocks={block.children} absolute={absolute} />
          </blockquote>
        )
      case 'list': {
        const Tag = block.start === null ? 'ul' : 'ol'
        return (
          <Tag key={at} dir="auto" start={block.start ?? undefined} style={{ ...words, paddingLeft: 22 }}>
            {block.items.map((item, place) => (
              <li key={place} dir="auto">
                {item.checked !== null && `${item.checked ? '☑' : '☐'} `}
                {renderListItem(item.children, block.loose, absolute)}
              </li>
            ))}
          </Tag>
        )
      }
      case 'table':
        return <MailTable key={at} table={block} absolute={absolute} />
      case 'rule':
        return <hr key={at} style={{ border: 0, borderTop: `1px solid ${line}`, margin: '0 0 10px' }} />
    }
  })
}

/**
 * Renders Markdown that a person wrote: formatted in the HTML part, unchanged in the text part.
 * @param site URL of the ticket or screen that the mail links to; links without a host are resolved against it
 */
export function WrittenWords({ text, site, part }: { text: string; site: string; part: MailPart }) {
  if (part === 'text') return <pre>{text}</pre>
  const { blocks } = parseMarkdown(text, 'message')
  const absolute: Absolute = (href) => {
    if (href.startsWith('#')) return undefined
    try {
      return new URL(href, site).href
    } catch {
      return undefined // not a valid URL; the mail is sent without this link
    }
  }
  return (
    <Section dir="auto" style={{ borderLeft: `2px solid ${line}`, paddingLeft: 12, margin: '0 0 10px' }}>
      {blocks ? (
        <MailBlocks blocks={blocks} absolute={absolute} />
      ) : (
        <Text style={{ ...words, whiteSpace: 'pre-wrap' }}>{text}</Text>
      )}
    </Section>
  )
}
