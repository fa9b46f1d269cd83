'use client'
import { Button, Group, List, Modal, Select, Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { z } from 'zod'
import { SendState } from '@/app/_forms/send-state'
import { useServerForm } from '@/app/_forms/use-server-form'
import { useTRPC, useTRPCClient } from '@/app/_trpc/client'
import { useServerNow } from '@/app/_ui/server-clock'
import { useClockChangeWords, useClockPreview } from '@/app/_ui/use-clock-preview'
import { severitySchema } from '@/server/vocabulary/severity'
import type { HypotheticalEvent } from '@/server/sla/evaluation/preview-clocks.rules'
import { setSeveritySchema, setStatusSchema } from '@/server/tickets/triage/schema'
import type { TicketView } from '@/server/tickets/reading/schema'

export type ChangeKind = 'severity' | 'hold'
/** `body` is the reason; every form with drafts has a field of that name. */
const values = z.object({ to: severitySchema.nullable(), body: z.string() })
const input = z.union([
  setSeveritySchema.extend({ verb: z.literal('severity') }),
  setStatusSchema.extend({ verb: z.literal('hold') }),
])

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
    schema: values,
    initial: { to: null, body: '' },
    isEmpty: ({ body }) => body.trim() === '',
    input: input as z.ZodType<unknown, z.input<typeof input>>,
    build: ({ to, body: reason }, { clientKey }): z.input<typeof input> =>
      kind === 'hold'
        ? { verb: 'hold', reference, to: 'on_hold', reason, clientKey }
        : { verb: 'severity', reference, to: to ?? ticket.severity, reason, clientKey },
    check: ({ to, body }) => {
      const fieldErrors: Record<string, string> = {}
      if (kind === 'severity' && to === null) fieldErrors.to = t('chooseSeverity')
      if (body.trim().length < 3) fieldErrors.reason = common('needsReason')
      return Object.keys(fieldErrors).length > 0 ? { fieldErrors } : null
    },
    mutate: ({ verb, ...sent }, signal) =>
      verb === 'hold'
        ? api.tickets.setStatus.mutate(setStatusSchema.parse(sent), { signal })
        : api.tickets.setSeverity.mutate(setSeveritySchema.parse(sent), { signal }),
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
            onChange={(value) => form.change({ to: severitySchema.nullable().catch(null).parse(value) })}
            data={severitySchema.options.map((value) => ({
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
