'use client'
import { ActionIcon } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, isValidElement, useState } from 'react'
import { codeTokens } from './code-tokens'
import css from './ui.module.css'

const shownMs = 2_000

/** The text inside rendered children; code has nothing but text in it. */
function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(textOf).join('')
  if (isValidElement<{ children?: ReactNode }>(node)) return textOf(node.props.children)
  return ''
}

function languageOf(node: ReactNode): string {
  const only: unknown = Array.isArray(node) ? node.find((each) => isValidElement(each)) : node
  if (!isValidElement<{ className?: string }>(only)) return ''
  return /(?:^|\s)language-([\w+#-]{1,30})/.exec(only.props.className ?? '')?.[1] ?? ''
}

/** A block of code: coloured by its language, scrolled by keyboard too, and copied whole by one button. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  const t = useTranslations('common.code')
  const [copied, setCopied] = useState(false)
  const code = textOf(children)
  const copy = async () => {
    await navigator.clipboard.writeText(code.replace(/\n$/, ''))
    setCopied(true)
    setTimeout(() => setCopied(false), shownMs)
  }
  return (
    <div className={css.codeBlock}>
      <pre tabIndex={0} dir="ltr">
        <code>
          {codeTokens(code, languageOf(children)).map(({ kind, text }, index) =>
            kind ? (
              <span key={index} data-token={kind}>
                {text}
              </span>
            ) : (
              text
            ),
          )}
        </code>
      </pre>
      <ActionIcon
        variant="default"
        size="sm"
        className={`${css.copyCode} ${css.screenOnly}`}
        aria-label={t(copied ? 'copied' : 'copy')}
        title={t(copied ? 'copied' : 'copy')}
        onClick={() => void copy().catch(() => undefined)}
      >
        {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      </ActionIcon>
    </div>
  )
}
