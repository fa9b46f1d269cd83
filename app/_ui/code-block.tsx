'use client'
import { ActionIcon } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { codeTokens } from './code-tokens'
import css from './ui.module.css'

const copiedForMs = 2_000

/** A block of code: coloured by its language, scrolled by keyboard too, and copied whole by one button. */
export function CodeBlock({ text: code, language }: { text: string; language: string }) {
  const t = useTranslations('common.code')
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(code)
    setCopied(true)
    setTimeout(() => setCopied(false), copiedForMs)
  }
  return (
    <div className={css.codeBlock}>
      <pre tabIndex={0} dir="ltr">
        <code>
          {codeTokens(code, language).map(({ kind, text }, index) =>
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
