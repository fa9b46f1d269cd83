'use client'
import { Anchor, Box, Code, FileButton, Group, List, Loader, Stack, Text, TextInput } from '@mantine/core'
import { IconCircleCheck, IconExclamationCircle } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useMemo, useState } from 'react'
import type { TicketExport } from '@/server/tickets/record/schema'
import type { Difference } from '@/server/tickets/record/verify.rules'
import type { TicketView } from '@/server/tickets/reading/schema'
import type * as recordCheck from './record-check'
import { token } from './theme'
import { messageOf } from '@/app/_i18n/message-of'

type Tools = typeof recordCheck
type State =
  | { is: 'idle' }
  | { is: 'busy' }
  | { is: 'failed'; message: string }
  | { is: 'ready'; tools: Tools; document: TicketExport }

const shown = 20
const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

function Differences({ differences }: { differences: Difference[] }) {
  const t = useTranslations('ticket.record')
  return (
    <>
      <List fz="xs" spacing={6} listStyleType="none">
        {differences.slice(0, shown).map((difference) => (
          <List.Item key={`${difference.path} ${difference.problem}`}>
            {difference.seq !== null && t('entry', { seq: difference.seq })}
            {t(`problem.${difference.problem}`, {
              expected: text(difference.expected),
              found: text(difference.found),
            })}{' '}
            <Code style={{ overflowWrap: 'anywhere' }}>{difference.path}</Code>
          </List.Item>
        ))}
      </List>
      {differences.length > shown && <Text fz="xs">{t('more', { count: differences.length - shown })}</Text>}
    </>
  )
}

function Result({ tools, document }: { tools: Tools; document: TicketExport }) {
  const t = useTranslations('ticket.record')
  const [line, setLine] = useState('')
  const head = line.trim() === '' ? null : tools.parseHead(line)
  const known = head ? `${head.seq}:${head.hash}` : ''
  const { differences, entries, erased } = useMemo(
    () => tools.check(document, tools.parseHead(known)),
    [document, known, tools],
  )
  const intact = differences.length === 0
  const Icon = intact ? IconCircleCheck : IconExclamationCircle
  return (
    <Stack gap={8} mt={8}>
      <Group gap={6} wrap="nowrap" align="flex-start" role="status">
        <Box c={token(intact ? 'met' : 'late')} flex="none" lh={1} mt={2}>
          <Icon size={14} aria-hidden />
        </Box>
        <Text fz="xs" style={{ overflowWrap: 'anywhere' }}>
          {intact
            ? t('intact', { ticket: document.ticket, count: entries })
            : t('differs', { ticket: document.ticket, count: differences.length })}
          {erased > 0 && ` ${t('erased', { count: erased })}`}
          {intact && head && ` ${t('matches', { seq: head.seq })}`}
        </Text>
      </Group>
      {!intact && <Differences differences={differences} />}
      <TextInput
        size="xs"
        label={t('head')}
        description={t('headHint')}
        placeholder={t('headExample')}
        value={line}
        error={line.trim() !== '' && !head ? t('headWrong') : undefined}
        onChange={(event) => setLine(event.currentTarget.value)}
      />
    </Stack>
  )
}

/**
 * Downloads and verifies the ticket's record, with the same code as the command line (SEMANTICS §4). Loaded on demand.
 */
export function RecordPanel({ ticket }: { ticket: Pick<TicketView, 'reference' | 'may'> }) {
  const t = useTranslations('ticket.record')
  const errors = useTranslations('errors')
  const [state, setState] = useState<State>({ is: 'idle' })
  const url = `/api/tickets/${ticket.reference}/ledger`
  const whole = ticket.may.seeStaff ? `${url}?staff=1` : url

  const verify = async (file: File | null) => {
    setState({ is: 'busy' })
    try {
      const tools = await import('./record-check')
      const record = await (file ? tools.readRecord(file) : tools.fetchRecord(whole))
      if ('document' in record) setState({ is: 'ready', tools, document: record.document })
      else if ('notAnExport' in record) setState({ is: 'failed', message: t('notAnExport') })
      else setState({ is: 'failed', message: messageOf(errors, record.reason) ?? errors('unexpected') })
    } catch {
      setState({ is: 'failed', message: errors('connection') })
    }
  }

  const link = { fz: 'xs', c: 'dimmed', underline: 'always' } as const
  return (
    <Box mt={6}>
      <Group gap="sm">
        <Anchor component="button" type="button" {...link} onClick={() => void verify(null)}>
          {t('verify')}
        </Anchor>
        <FileButton accept="application/json,.json" onChange={(file) => file && void verify(file)}>
          {(props) => (
            <Anchor component="button" type="button" {...link} {...props}>
              {t('verifyFile')}
            </Anchor>
          )}
        </FileButton>
        <Anchor href={url} download {...link}>
          {t('download')}
        </Anchor>
        {ticket.may.seeStaff && (
          <Anchor href={whole} download {...link}>
            {t('downloadWithNotes')}
          </Anchor>
        )}
      </Group>
      {state.is === 'busy' && (
        <Group gap={6} mt={8} role="status">
          <Loader size={12} />
          <Text fz="xs" c="dimmed">
            {t('busy')}
          </Text>
        </Group>
      )}
      {state.is === 'failed' && (
        <Text fz="xs" c={token('late')} mt={8} role="alert">
          {state.message}
        </Text>
      )}
      {state.is === 'ready' && <Result tools={state.tools} document={state.document} />}
    </Box>
  )
}
