'use client'
import { UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { Text } from '@/app/_ui/light'
import { isComposing } from '@/app/_ui/shortcut-keys'
import css from '@/app/_ui/ui.module.css'
import { useViewer } from '@/app/_ui/viewer-context'
import {
  fittingPeople,
  insertMention,
  mentionAt,
  type TypedMention,
} from '@/server/tickets/conversation/mentions.rules'
import type { ComposerForms } from './use-composer-forms'

/**
 * Offers colleagues while an `@` is typed in a note. It listens to the text box itself, before the composer does, and
 * never while an IME composes: a composition's Enter and Space belong to the IME. Loaded at the first `@`.
 */
export function MentionPicker({
  form,
  field,
}: {
  form: ComposerForms['note']
  field: RefObject<HTMLTextAreaElement | null>
}) {
  const t = useTranslations('desk.mention')
  const trpc = useTRPC()
  const viewerId = useViewer()?.userId
  const listId = useId()
  const { data: people = [] } = useQuery(trpc.tickets.people.queryOptions(undefined, { staleTime: 60_000 }))
  const [typing, setTyping] = useState<TypedMention | null>(null)
  /** The mention that was closed with Escape, or taken: its list stays closed. */
  const [closedAt, setClosedAt] = useState<number | null>(null)
  const [chosen, setChosen] = useState(0)
  const caret = useRef<number | null>(null)
  const { body, mentioned } = form.values
  const isOpen = typing !== null && typing.at !== closedAt && !form.locked
  const options = isOpen
    ? fittingPeople(
        people.filter(({ id }) => id !== viewerId),
        typing.typed,
      )
    : []
  const marked = Math.min(chosen, options.length - 1)
  const optionId = (at: number) => `${listId}-${at}`

  const take = (at: number) => {
    const person = options[at]
    const box = field.current
    if (!person || !box || !typing) return
    const inserted = insertMention(body, box.selectionStart, typing, person.name)
    caret.current = inserted.caret
    setClosedAt(typing.at)
    form.change({ body: inserted.text, mentioned: [...new Set([...mentioned, person.id])] })
  }
  // The caret follows the name when the text box shows it.
  useLayoutEffect(() => {
    const box = field.current
    if (caret.current === null || !box || box.value !== body) return
    box.focus()
    box.setSelectionRange(caret.current, caret.current)
    caret.current = null
  }, [body, field])

  const latest = useRef({ options, marked, take, typing })
  latest.current = { options, marked, take, typing }
  useEffect(() => {
    const box = field.current
    if (!box) return
    let composing = false
    const look = () => {
      const found = composing || document.activeElement !== box ? null : mentionAt(box.value, box.selectionStart)
      const before = latest.current.typing
      if (found?.at === before?.at && found?.typed === before?.typed) return
      setTyping(found)
      setChosen(0)
      if (!found) setClosedAt(null)
    }
    const onKeyDown = (event: KeyboardEvent) => {
      const { options: shown, marked: at, take: takeOne, typing: now } = latest.current
      if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || shown.length === 0) return
      if (event.key === 'ArrowDown') setChosen((at + 1) % shown.length)
      else if (event.key === 'ArrowUp') setChosen((at + shown.length - 1) % shown.length)
      else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) takeOne(at)
      else if (event.key === 'Escape') setClosedAt(now?.at ?? null)
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    const begin = () => {
      composing = true
      look()
    }
    const end = () => {
      composing = false
      look()
    }
    look()
    box.addEventListener('keydown', onKeyDown)
    box.addEventListener('input', look)
    box.addEventListener('compositionstart', begin)
    box.addEventListener('compositionend', end)
    box.addEventListener('blur', look)
    document.addEventListener('selectionchange', look)
    return () => {
      box.removeEventListener('keydown', onKeyDown)
      box.removeEventListener('input', look)
      box.removeEventListener('compositionstart', begin)
      box.removeEventListener('compositionend', end)
      box.removeEventListener('blur', look)
      document.removeEventListener('selectionchange', look)
    }
  }, [field])
  const active = options.length > 0 ? optionId(marked) : null
  useEffect(() => {
    const box = field.current
    if (!box || active === null) return
    box.setAttribute('aria-controls', listId)
    box.setAttribute('aria-activedescendant', active)
    return () => {
      box.removeAttribute('aria-controls')
      box.removeAttribute('aria-activedescendant')
    }
  }, [active, field, listId])

  return (
    <>
      <Text fz="xs" c="dimmed" role="status" className={css.num}>
        {options.length > 0 && t('help', { count: options.length })}
      </Text>
      {options.length > 0 && (
        <div id={listId} role="listbox" aria-label={t('label')} className={css.mentions}>
          {options.map(({ id, name }, at) => (
            <UnstyledButton
              key={id}
              id={optionId(at)}
              role="option"
              tabIndex={-1}
              aria-selected={at === marked}
              className={css.mention}
              // The text box keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onPointerMove={() => setChosen(at)}
              onClick={() => take(at)}
            >
              <bdi>{name}</bdi>
            </UnstyledButton>
          ))}
        </div>
      )}
    </>
  )
}
