'use client'
import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { type ExceptionValues, hoursFault } from './calendar-values'
import { hoursText, parseHours } from './hours'
import { useDayWords } from './use-day-words'
import { Form } from '@/app/_forms/form'

type Choice = 'usual' | 'closed' | 'open'

/** Edits one day: usual hours, closed, or open at special hours, with a name. */
export function DayModal({
  date,
  exception,
  usual,
  onSet,
  onClose,
}: {
  /** `YYYY-MM-DD` */
  date: string
  exception: ExceptionValues | null
  /** The day's hours without an exception. */
  usual: readonly (readonly [string, string])[]
  onSet: (exception: ExceptionValues | null) => void
  onClose: () => void
}) {
  const t = useTranslations('calendar')
  const common = useTranslations('common.dialog')
  const words = useDayWords()
  const [choice, setChoice] = useState<Choice>(
    exception ? (exception.intervals.length > 0 ? 'open' : 'closed') : usual.length > 0 ? 'closed' : 'open',
  )
  const [hours, setHours] = useState(
    hoursText(exception && exception.intervals.length > 0 ? exception.intervals : usual) || '09:00–18:00',
  )
  const [note, setNote] = useState(exception?.note ?? '')
  const fault = hoursFault(hours) ?? (hours.trim() === '' ? 'hours' : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (choice === 'open' && fault) return
    onSet(choice === 'usual' ? null : { date, intervals: choice === 'open' ? (parseHours(hours) ?? []) : [], note })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.date(date)}
      centered
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Form onSubmit={submit}>
        <Stack gap="md">
          <Radio.Group
            label={t('onThisDay')}
            value={choice}
            onChange={(value) => setChoice(value === 'usual' || value === 'open' ? value : 'closed')}
          >
            <Stack gap="xs" mt="xs">
              <Radio
                value="usual"
                label={usual.length > 0 ? t('asUsual', { hours: hoursText(usual) }) : t('asUsualClosed')}
              />
              <Radio value="closed" label={t('closed')} />
              <Radio value="open" label={t('openAt')} />
            </Stack>
          </Radio.Group>
          {choice === 'open' && (
            <TextInput
              label={t('hours')}
              value={hours}
              error={fault && t(`fault.${fault}`)}
              onChange={(event) => setHours(event.currentTarget.value)}
            />
          )}
          {choice !== 'usual' && (
            <TextInput
              label={t('note')}
              description={t('noteHint')}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit">{t('set')}</Button>
          </Group>
        </Stack>
      </Form>
    </Modal>
  )
}
