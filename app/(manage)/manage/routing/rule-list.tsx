'use client'
import { ActionIcon, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconCopy, IconGripVertical, IconPencil, IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Group, Text } from '@/app/_ui/light'
import type { checkRouting, RoutingFinding } from '@/server/tickets/routing/checks.rules'
import type { Routing, RoutingRule } from '@/server/tickets/routing/schema'
import css from './routing.module.css'
import { moved } from './rule-values'
import { useDragOrder } from './use-drag-order'
import type { RoutingWords } from './use-routing-words'

interface Actions {
  onReorder: (rules: RoutingRule[]) => void
  onEdit: (what: RoutingRule | 'otherwise') => void
  onCopy: (rule: RoutingRule) => void
  onRemove: (rule: RoutingRule) => void
}

/** The rules in their order, and the default, which is always the last. */
export function RuleList({
  routing: { rules, otherwise },
  findings,
  words,
  mayChange,
  onReorder,
  onEdit,
  onCopy,
  onRemove,
}: {
  routing: Routing
  findings: ReturnType<typeof checkRouting>
  words: RoutingWords
  mayChange: boolean
} & Actions) {
  const t = useTranslations('manage.routing')
  const list = useRef<HTMLOListElement>(null)
  const [said, setSaid] = useState('')
  const move = (from: number, to: number) => {
    const next = moved(rules, from, to)
    const place = next.indexOf(rules[from]!)
    if (place === from) return
    onReorder(next)
    setSaid(t('movedTo', { name: rules[from]!.name, place: place + 1, count: rules.length }))
  }
  const { dragged, styleOf, handle } = useDragOrder(list, move)
  const keys = (index: number) => (event: KeyboardEvent) => {
    const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: rules.length - 1 }[event.key]
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    move(index, to)
  }
  const notes = (found: readonly RoutingFinding[] = []) =>
    found.map((finding) => (
      <Text key={finding.kind} fz="xs" className={css.finding}>
        {words.finding(finding, rules)}
      </Text>
    ))

  return (
    <div>
      <ol ref={list} className={css.rules} aria-label={t('rules')} hidden={rules.length === 0}>
        {rules.map((rule, index) => {
          const { name } = rule
          return (
            <li key={rule.id} className={css.rule} style={styleOf(index)} data-dragged={dragged === index || undefined}>
              {mayChange && (
                <button
                  type="button"
                  className={css.handle}
                  aria-label={t('moveNamed', { name, place: index + 1, count: rules.length })}
                  title={t('moveHint')}
                  onKeyDown={keys(index)}
                  {...handle(index)}
                >
                  <IconGripVertical size={16} aria-hidden />
                </button>
              )}
              <Text className={css.place} c="dimmed" fz="xs">
                {index + 1}
              </Text>
              <div className={css.body}>
                <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
                  <bdi>{name}</bdi>
                </Text>
                <Parts parts={words.conditions(rule.when)} none={t('everyTicket')} />
                <Parts parts={words.outcome(rule.then)} lead="→" />
                {notes(findings.rules.get(rule.id))}
              </div>
              {mayChange && (
                <Group gap={2} wrap="nowrap" className={css.actions}>
                  <Act label={t('upNamed', { name })} disabled={index === 0} onClick={() => move(index, index - 1)}>
                    <IconArrowUp size={16} aria-hidden />
                  </Act>
                  <Act
                    label={t('downNamed', { name })}
                    disabled={index === rules.length - 1}
                    onClick={() => move(index, index + 1)}
                  >
                    <IconArrowDown size={16} aria-hidden />
                  </Act>
                  <Act label={t('copyNamed', { name })} onClick={() => onCopy(rule)}>
                    <IconCopy size={16} aria-hidden />
                  </Act>
                  <Act label={t('editNamed', { name })} onClick={() => onEdit(rule)}>
                    <IconPencil size={16} aria-hidden />
                  </Act>
                  <Act label={t('removeNamed', { name })} onClick={() => onRemove(rule)}>
                    <IconTrash size={16} aria-hidden />
                  </Act>
                </Group>
              )}
            </li>
          )
        })}
      </ol>
      <section className={css.rule} aria-label={t('otherwise')}>
        <div className={css.body}>
          <Text fw={600}>{t('otherwise')}</Text>
          <Text fz="xs" c="dimmed">
            {t('otherwiseHint')}
          </Text>
          <Parts parts={words.outcome(otherwise)} lead="→" />
          {notes(findings.otherwise)}
        </div>
        {mayChange && (
          <Group gap={2} wrap="nowrap" className={css.actions}>
            <Act label={t('editDefault')} onClick={() => onEdit('otherwise')}>
              <IconPencil size={16} aria-hidden />
            </Act>
          </Group>
        )}
      </section>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </div>
  )
}

function Parts({ parts, lead, none }: { parts: string[]; lead?: string; none?: string }) {
  const t = useTranslations('manage.routing')
  return (
    <Text c={lead ? undefined : 'dimmed'} fz="sm" style={{ overflowWrap: 'anywhere' }}>
      {lead && <span aria-hidden>{lead} </span>}
      {parts.join(t('separator')) || none}
    </Text>
  )
}

function Act({
  label,
  disabled = false,
  onClick,
  children,
}: {
  label: string
  disabled?: boolean
  onClick: () => void
  children: ReactNode
}) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      {children}
    </ActionIcon>
  )
}
