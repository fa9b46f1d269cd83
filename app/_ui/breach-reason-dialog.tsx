'use client'
import { Button, Group, List, Modal, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { type BreachReasonCode, breachReasonCodes, breachWords } from '@/server/tickets/breaches/facts'
import type { BreachReasonView } from '@/server/tickets/breaches/schema'
import { oneOf } from '@/server/vocabulary/list'
import { notifyDone } from './notify'
import { TimeText } from './time-text'
import { useErrorText } from './use-error-text'
import type { Metric } from '@/server/vocabulary/metric'
import { Form } from '@/app/_forms/form'
import { countCharacters, toMessage } from '@/server/vocabulary/text'

/** Asks why a target was missed: a reason and a text. Earlier answers stay readable below. */
export function BreachReasonDialog({
  opened,
  reference,
  metric,
  clockId,
  reasons,
  onClose,
}: {
  opened: boolean
  reference: string
  metric: Metric
  clockId: string
  /** Newest first. */
  reasons: BreachReasonView[]
  onClose: () => void
}) {
  const t = useTranslations('breach')
  const dialog = useTranslations('common.dialog')
  const field = useTranslations('field.metric')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [code, setCode] = useState<BreachReasonCode | null>(null)
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const currentReason = reasons[0]
  useEffect(() => {
    if (!opened) return
    setCode(currentReason?.code ?? null)
    setWords(currentReason?.words ?? '')
    setTried(false)
  }, [opened, currentReason?.code, currentReason?.words])
  const explain = useMutation(
    trpc.breaches.explain.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('saved'))
        onClose()
        await Promise.all([
          queries.invalidateQueries(trpc.tickets.get.queryFilter({ reference })),
          queries.invalidateQueries(trpc.breaches.pathFilter()),
          queries.invalidateQueries(trpc.insight.pathFilter()),
        ])
      },
    }),
  )
  const short = countCharacters(toMessage(words)) < breachWords.min
  const refusal = explain.error ? errorText(explain.error) : null
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('title')}
      centered
      closeButtonProps={{ 'aria-label': dialog('close') }}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (code && !short && !explain.isPending) explain.mutate({ reference, clockId, code, words })
        }}
      >
        <Stack gap="sm">
          <Text c="dimmed">{t('metricOf', { reference, metric: field(metric) })}</Text>
          <NativeSelect
            data-autofocus
            label={t('reason')}
            data={[
              { value: '', label: t('choose') },
              ...breachReasonCodes.map((value) => ({ value: value as string, label: t(`code.${value}`) })),
            ]}
            value={code ?? ''}
            error={tried && !code && t('needsCode')}
            onChange={(event) => setCode(oneOf(breachReasonCodes, event.currentTarget.value) ?? null)}
          />
          <Textarea
            label={t('words')}
            description={t('wordsHint')}
            autosize
            minRows={3}
            maxRows={12}
            value={words}
            error={tried && short ? t('needsWords') : (refusal?.fieldErrors.words ?? refusal?.message)}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          {reasons.length > 1 && (
            <section aria-label={t('earlier')}>
              <Text fz="xs" fw={550}>
                {t('earlier')}
              </Text>
              <List listStyleType="none" fz="xs" spacing={2}>
                {reasons.slice(1).map((reason) => (
                  <List.Item key={`${reason.at.getTime()}-${reason.words}`}>
                    {t(`code.${reason.code}`)} · {reason.words}{' '}
                    <Text span fz="xs" c="dimmed">
                      {t.rich('by', { name: reason.by, at: () => <TimeText at={reason.at} /> })}
                    </Text>
                  </List.Item>
                ))}
              </List>
            </section>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={explain.isPending}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Modal>
  )
}
