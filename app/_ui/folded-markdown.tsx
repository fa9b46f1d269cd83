'use client'
import { Anchor } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { foldedText } from './fold-text'
import { Markdown } from './markdown'

/** A message as Markdown; a long one shows its beginning and opens with a click. */
export function FoldedMarkdown({ text, hiddenFirstLine }: { text: string; hiddenFirstLine?: string }) {
  const t = useTranslations('common.fold')
  const [open, setOpen] = useState(false)
  const beginning = foldedText(text)
  return (
    <>
      <Markdown text={open || beginning === null ? text : beginning} hiddenFirstLine={hiddenFirstLine} />
      {beginning !== null && (
        <Anchor
          component="button"
          type="button"
          fz="xs"
          underline="always"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? t('less') : t('all', { count: text.length })}
        </Anchor>
      )}
    </>
  )
}
