'use client'
import { Image } from '@mantine/core'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { CodeBlock } from './code-block'
import css from './ui.module.css'

const parts: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  // A picture from elsewhere would tell its host who reads the ticket and when: only our own files are drawn.
  img: ({ src, alt }) =>
    typeof src === 'string' && src.startsWith('/api/files/') ? (
      <Image src={src} alt={alt ?? ''} loading="lazy" w="auto" maw="100%" radius="sm" />
    ) : (
      <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noopener noreferrer nofollow">
        {alt || (typeof src === 'string' ? src : '')}
      </a>
    ),
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  // The screen's own heading is h1: a writer's headings start below it.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h4>{children}</h4>,
}

/** People's words: Markdown with tables and code; raw HTML is shown as text, scripts never run. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={css.prose}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={parts}>
        {text}
      </ReactMarkdown>
    </div>
  )
}
