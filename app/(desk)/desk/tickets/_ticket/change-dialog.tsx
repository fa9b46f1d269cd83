'use client'
import { Button, Group, List, Modal, Select, Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { SendState } from '@/app/_forms/send-state'
import { useServerForm } from '@/app/_forms/use-server-form'
import { useTRPC, useTRPCClient } from '@/app/_trpc/client'
import { fieldOf, isText } from '@/app/_ui/field-of'
import { useServerNow } from '@/app/_ui/server-clock'
import { useClockChangeWords, useClockPreview } from '@/app/_ui/use-clock-preview'
import { oneOf } from '@/server/vocabulary/list'
import { severities, type Severity } from '@/server/vocabulary/severity'
import type { HypotheticalEvent } from '@/server/sla/evaluation/hypothetical.rules'
import type { TicketView } from '@/server/tickets/reading/schema'
import type { ChangeInput } from './change-input'

export type ChangeKind = 'severity' | 'hold'
/** `body` is the reason; every form with drafts has a field of that name. */
interface Values {
  to: Severity | null
  body: string
}
const initial: Values = { to: null, body: '' }
function readValues(stored: unknown): Values | null {
  const [to, body] = [fieldOf(stored, 'to'), fieldOf(stored, 'body')]
  return isText(body) ? { to: oneOf(severities, to) ?? null, body } : null
}

/**
 * Changes the severity or puts on hold: asks for the reason that the customer reads, and shows the effect on the
 * clocks.
 */
export function ChangeDialog({ ticket, kind, onClose }: { ticket: TicketView; kind: ChangeKind; onClose: () => void }) {
  const t = useTranslations('desk.actions')
  const field = useTranslations('field')
  const common = useTranslations('common.dialog')
  const trpc = useTRPC()
  const api = useTRPCClient()
  const queries = useQueryClient()
  const { reference } = ticket
  const form = useServerForm({
    form: `change-${kind}`,
    about: reference,
    readValues,
    initial,
    isEmpty: ({ body }) => body.trim() === '',
    input: () => import('./change-input').then((file) => file.changeInput),
    build: ({ to, body: reason }, { clientKey }): ChangeInput =>
      kind === 'hold'
        ? { verb: 'hold', reference, to: 'on_hold', reason, clientKey }
        : { verb: 'severity', reference, to: to ?? ticket.severity, reason, clientKey },
    check: ({ to, body }) => {
      const fieldErrors: Record<string, string> = {}
      if (kind === 'severity' && to === null) fieldErrors.to = t('chooseSeverity')
      if (body.trim().length < 3) fieldErrors.reason = common('needsReason')
      return Object.keys(fieldErrors).length > 0 ? { fieldErrors } : null
    },
    mutate: ({ verb: _verb, ...sent }, signal) =>
      sent.to === 'on_hold'
        ? api.tickets.setStatus.mutate({ ...sent, to: sent.to }, { signal })
        : api.tickets.setSeverity.mutate(sent, { signal }),
    onDone: () => {
      onClose()
      void queries.invalidateQueries(trpc.tickets.get.queryFilter({ reference }))
    },
    onRefused: () => void queries.invalidateQueries(trpc.tickets.get.queryFilter({ reference })),
  })
  const { to, body } = form.values
  const events: HypotheticalEvent[] | null =
    kind === 'hold'
      ? [{ type: 'status_changed', to: 'on_hold' }]
      : to !== null
        ? [{ type: 'severity_changed', to }]
        : null
  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={kind === 'hold' ? t('holdTitle') : t('severityTitle')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack gap="md">
        {kind === 'severity' && (
          <Select
            label={t('newSeverity')}
            placeholder={t('severityNow', { severity: ticket.severity })}
            allowDeselect={false}
            value={to}
            onChange={(value) => form.change({ to: oneOf(severities, value) ?? null })}
            data={severities.map((value) => ({
              value,
              label: `${value} ${field(`severity.${value}`)}`,
              disabled: value === ticket.severity,
            }))}
            error={form.fieldErrors.to}
          />
        )}
        <Textarea
          label={t('reason')}
          description={t('reasonSeen')}
          rows={3}
          dir="auto"
          value={body}
          readOnly={form.locked}
          onChange={(event) => form.change({ body: event.currentTarget.value })}
          error={form.fieldErrors.reason}
        />
        {events && <ChangeEffect ticket={ticket} events={events} />}
        <SendState form={form} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button loading={form.phase === 'sending'} disabled={form.phase !== 'writing'} onClick={form.send}>
            {kind === 'hold' ? t('hold') : t('severity')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** Previews the effect of the change on the clocks: "Next response 08:14 → 08:59". */
function ChangeEffect({ ticket, events }: { ticket: TicketView; events: HypotheticalEvent[] }) {
  const t = useTranslations('desk.actions')
  const now = useServerNow(15_000)
  const words = useClockChangeWords()
  const preview = useClockPreview(ticket, events, now)
  if (!preview) return null
  const sentences = words(preview.changes, now)
  return (
    <section aria-label={t('clocks')} aria-live="polite">
      <Text fw={550}>{t('clocks')}</Text>
      {sentences.length === 0 ? (
        <Text>{t('noClockChanges')}</Text>
      ) : (
        <List>
          {sentences.map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      )}
    </section>
  )
}
