'use client'
import { Anchor, Combobox, Modal, ScrollArea, TextInput, useCombobox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { Group, Text } from '@/app/_ui/light'
import { useViewer } from '@/app/_ui/viewer-context'
import { bodyFor, fillMacro } from '@/server/tickets/macros/rules'
import type { MacroView } from '@/server/tickets/macros/schema'
import { products, scenarios } from '@/server/vocabulary/field'
import { oneOf } from '@/server/vocabulary/list'
import type { TicketView } from '@/server/tickets/reading/schema'

export interface MacroChoice {
  body: string
  kind: MacroView['kind']
  then: MacroView['then']
  promiseMinutes: number | null
}

/** Offers the macros with their text as this ticket fills it, in the customer's language; choosing one sends nothing. */
export function MacroPicker({
  ticket,
  opened,
  onClose,
  onChoose,
}: {
  ticket: TicketView
  opened: boolean
  onClose: () => void
  onChoose: (choice: MacroChoice) => void
}) {
  const t = useTranslations('desk.macros')
  const field = useTranslations('field')
  const common = useTranslations('common')
  const viewer = useViewer()
  const [text, setText] = useState('')
  const macros = useQuery(useTRPC().macros.list.queryOptions(undefined, { enabled: opened }))
  const combobox = useCombobox()
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const product = oneOf(products, ticket.product)
  const scenario = oneOf(scenarios, ticket.scenario)
  const values = {
    customer: ticket.filer.name,
    engineer: viewer?.name ?? '',
    reference: ticket.reference,
    subject: ticket.subject,
    organisation: ticket.organisation.name,
    product: product ? field(`product.${product}`) : '',
    scenario: scenario ? field(`scenario.${scenario}`) : '',
    sdk: ticket.sdkVersion,
    severity: ticket.severity,
  }
  const filled = (macros.data ?? []).flatMap((macro) => {
    const chosen = bodyFor(macro.bodies, ticket.customerLocale)
    const body = fillMacro(chosen.text, values, (name) => t(`variable.${name}`))
    const searched = `${macro.name}\n${body}`.toLowerCase()
    return words.every((word) => searched.includes(word)) ? [{ macro, body, locale: chosen.locale }] : []
  })
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('choose')}
      closeButtonProps={{ 'aria-label': common('dialog.close') }}
    >
      <Combobox
        store={combobox}
        onOptionSubmit={(id) => {
          const found = filled.find(({ macro }) => macro.id === id)
          if (!found) return
          const { kind, then, promiseMinutes } = found.macro
          onChoose({ body: found.body, kind, then, promiseMinutes })
          onClose()
        }}
      >
        <Combobox.EventsTarget>
          <TextInput
            data-autofocus
            aria-label={t('search')}
            placeholder={t('search')}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              combobox.selectFirstOption()
            }}
          />
        </Combobox.EventsTarget>
        <ScrollArea.Autosize mah={420} mt="sm" type="auto">
          <Combobox.Options aria-label={t('title')}>
            {filled.map(({ macro, body, locale }) => (
              <Combobox.Option key={macro.id} value={macro.id}>
                <Group justify="space-between" wrap="nowrap" gap="sm">
                  <Text fw={500} truncate>
                    <bdi>{macro.name}</bdi>
                  </Text>
                  <Text fz="xs" c="dimmed" flex="none">
                    {field(`kind.${macro.kind}`)}
                    {macro.then === 'open' ? '' : ` · ${t(`after.${macro.then}`)}`}
                  </Text>
                </Group>
                <Text fz="xs" c="dimmed" lineClamp={2} lang={locale} style={{ overflowWrap: 'anywhere' }}>
                  {body}
                </Text>
              </Combobox.Option>
            ))}
            {macros.data && filled.length === 0 && (
              <Combobox.Empty>{macros.data.length === 0 ? t('none') : t('noneFound')}</Combobox.Empty>
            )}
          </Combobox.Options>
        </ScrollArea.Autosize>
      </Combobox>
      <Anchor component={Link} href="/desk/macros" fz="xs" underline="always" mt="sm" display="inline-block">
        {t('manage')}
      </Anchor>
    </Modal>
  )
}
