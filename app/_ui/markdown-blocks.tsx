import { type ReactNode, useId } from 'react'
import { type Block, type Inline, isOwnFile } from '@/server/vocabulary/markdown'
import { CodeBlock } from './code-block'

const outside = { target: '_blank', rel: 'noopener noreferrer nofollow' } as const

/** A link: one to an anchor of this page opens in place, every other in a new tab without opener and referrer. */
const Link = ({ href, children }: { href: string; children: ReactNode }) => (
  <a href={href} {...(href.startsWith('#') ? {} : outside)}>
    {children}
  </a>
)

function renderInline(parts: Inline[]): ReactNode {
  return parts.map((part, at) => {
    switch (part.type) {
      case 'text':
        return part.text
      case 'break':
        return <br key={at} />
      case 'code':
        return <code key={at}>{part.text}</code>
      case 'strong':
        return <strong key={at}>{renderInline(part.children)}</strong>
      case 'emphasis':
        return <em key={at}>{renderInline(part.children)}</em>
      case 'strike':
        return <del key={at}>{renderInline(part.children)}</del>
      case 'link':
        return (
          <Link key={at} href={part.href}>
            {renderInline(part.children)}
          </Link>
        )
      case 'image':
        return isOwnFile(part.src) ? (
          // Not the optimising image component: attachments are evidence and are shown as they were sent.
          // eslint-disable-next-line @next/next/no-img-element
          <img key={at} src={part.src} alt={part.alt} loading="lazy" />
        ) : (
          <Link key={at} href={part.src}>
            {part.alt || part.src}
          </Link>
        )
    }
  })
}

/** Heading levels: the screen's own heading is h1, so headings of a text start below it. */
const headings = { message: ['h3', 'h4', 'h5', 'h6'], article: ['h2', 'h2', 'h3', 'h4', 'h5', 'h6'] } as const

export interface BlocksProps {
  blocks: Block[]
  kind: keyof typeof headings
}

/** Renders the blocks of a text. Each block takes its direction from its first letter. */
export function Blocks({ blocks, kind }: BlocksProps): ReactNode {
  return blocks.map((block, at) => {
    switch (block.type) {
      case 'paragraph':
        return (
          <p key={at} dir="auto">
            {renderInline(block.children)}
          </p>
        )
      case 'heading': {
        const Heading = headings[kind][block.level - 1] ?? 'h6'
        return (
          <Heading key={at} dir="auto">
            {renderInline(block.children)}
          </Heading>
        )
      }
      case 'code':
        return <CodeBlock key={at} text={block.text} language={block.language} />
      case 'quote':
        return (
          <blockquote key={at} dir="auto">
            <Blocks blocks={block.children} kind={kind} />
          </blockquote>
        )
      case 'list':
        return <List key={at} list={block} kind={kind} />
      case 'table':
        return <Table key={at} table={block} />
      case 'rule':
        return <hr key={at} />
    }
  })
}

function List({ list, kind }: { list: Block & { type: 'list' }; kind: BlocksProps['kind'] }) {
  const Tag = list.start === null ? 'ul' : 'ol'
  const id = useId()
  return (
    <Tag start={list.start === null || list.start === 1 ? undefined : list.start} dir="auto">
      {list.items.map((item, at) => (
        <li
          key={at}
          id={item.checked === null ? undefined : `${id}-${at}`}
          dir="auto"
          style={item.checked === null ? undefined : { listStyle: 'none' }}
        >
          {/* Named by its line, so that a screen reader says what is done. */}
          {item.checked !== null && (
            <input type="checkbox" checked={item.checked} disabled readOnly aria-labelledby={`${id}-${at}`} />
          )}{' '}
          {item.children.map((block, place) =>
            block.type === 'paragraph' && !list.loose ? (
              <span key={place}>{renderInline(block.children)}</span>
            ) : (
              <Blocks key={place} blocks={[block]} kind={kind} />
            ),
          )}
        </li>
      ))}
    </Tag>
  )
}

function Table({ table }: { table: Block & { type: 'table' } }) {
  const cell = (place: number) => {
    const align = table.align[place]
    return { dir: 'auto', style: align ? { textAlign: align } : undefined } as const
  }
  return (
    <table>
      <thead>
        <tr>
          {table.head.map((parts, place) => (
            <th key={place} {...cell(place)}>
              {renderInline(parts)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, at) => (
          <tr key={at}>
            {table.align.map((_, place) => (
              <td key={place} {...cell(place)}>
                {renderInline(row[place] ?? [])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
