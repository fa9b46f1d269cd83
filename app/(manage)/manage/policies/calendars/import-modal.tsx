'use client'
import { Button, Checkbox, FileButton, Group, Modal, NativeSelect, Stack, Table, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { useErrorText } from '@/app/_ui/use-error-text'
import { longestHolidayFile } from '@/server/sla/facts'
import type { ExceptionValues } from './calendar-values'
import { hoursText } from './hours'
import { useDayWords } from './use-day-words'

interface Row {
  date: string
  name: string
  worked: boolean
  chosen: boolean
}

/** Reads holidays from an .ics file and shows each day before it is added to the calendar. */
export function ImportModal({
  opened,
  exceptions,
  hours,
  onTake,
  onClose,
}: {
  opened: boolean
  exceptions: ExceptionValues[]
  /** Hours of a make-up working day. */
  hours: [from: string, to: string][]
  onTake: (days: ExceptionValues[]) => void
  onClose: () => void
}) {
  const t = useTranslations('calendar.import')
  const common = useTranslations('common.dialog')
  const trpc = useTRPC()
  const errorText = useErrorText()
  const words = useDayWords()
  const [rows, setRows] = useState<Row[]>([])
  const [fault, setFault] = useState<string | null>(null)
  const read = useMutation(
    trpc.sla.readHolidays.mutationOptions({
      onSuccess: ({ days }) =>
        setRows(days.map((day) => ({ ...day, chosen: exceptions.every((known) => known.date !== day.date) }))),
      onError: (error) => setFault(errorText(error).message),
    }),
  )
  const choose = async (file: File | null) => {
    if (!file) return
    setRows([])
    setFault(null)
    if (file.size > longestHolidayFile) setFault(t('tooLarge'))
    else read.mutate({ text: await file.text() })
  }
  const close = () => {
    setRows([])
    setFault(null)
    onClose()
  }
  const set = (date: string, change: Partial<Row>) =>
    setRows(rows.map((row) => (row.date === date ? { ...row, ...change } : row)))
  const chosen = rows.filter((row) => row.chosen)
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('title')}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack gap="md">
        <Text c="dimmed">{t('hint')}</Text>
        <Group gap="sm">
          <FileButton accept=".ics,text/calendar" onChange={(file) => void choose(file)}>
            {(props) => (
              <Button {...props} variant="default" loading={read.isPending}>
                {t('choose')}
              </Button>
            )}
          </FileButton>
          {read.data && rows.length > 0 && (
            <Text c="dimmed">
              {t('found', { count: rows.length, timed: read.data.timed, outside: read.data.outside })}
            </Text>
          )}
        </Group>
        <Notice text={fault} />
        {rows.length > 0 && (
          <Table.ScrollContainer minWidth={480} maxHeight={420} type="native" tabIndex={0}>
            <Table stickyHeader aria-label={t('preview')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>
                    <Checkbox
                      size="xs"
                      aria-label={t('all')}
                      checked={chosen.length === rows.length}
                      indeterminate={chosen.length > 0 && chosen.length < rows.length}
                      onChange={(event) => {
                        const all = event.currentTarget.checked
                        setRows(rows.map((row) => ({ ...row, chosen: all })))
                      }}
                    />
                  </Table.Th>
                  <Table.Th>{t('date')}</Table.Th>
                  <Table.Th>{t('name')}</Table.Th>
                  <Table.Th>{t('effect')}</Table.Th>
                  <Table.Th>{t('state')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => {
                  const known = exceptions.some((one) => one.date === row.date)
                  return (
                    <Table.Tr key={row.date}>
                      <Table.Td>
                        <Checkbox
                          size="xs"
                          aria-label={t('take', { date: words.date(row.date), name: row.name })}
                          checked={row.chosen}
                          onChange={(event) => set(row.date, { chosen: event.currentTarget.checked })}
                        />
                      </Table.Td>
                      <Table.Td>{words.date(row.date)}</Table.Td>
                      <Table.Td>{row.name}</Table.Td>
                      <Table.Td>
                        <NativeSelect
                          size="xs"
                          aria-label={t('effectOf', { date: words.date(row.date) })}
                          data={[
                            { value: 'closed', label: t('closed') },
                            { value: 'worked', label: t('worked', { hours: hoursText(hours) }) },
                          ]}
                          value={row.worked ? 'worked' : 'closed'}
                          onChange={(event) => set(row.date, { worked: event.currentTarget.value === 'worked' })}
                        />
                      </Table.Td>
                      <Table.Td>
                        <Text fz="xs" c="dimmed">
                          {known ? t('replaces') : t('new')}
                        </Text>
                      </Table.Td>
                    </Table.Tr>
                  )
                })}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button
            disabled={chosen.length === 0}
            onClick={() => {
              onTake(chosen.map(({ date, name, worked }) => ({ date, note: name, intervals: worked ? hours : [] })))
              close()
            }}
          >
            {t('takeAll', { count: chosen.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
