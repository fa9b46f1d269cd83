'use client'
import { ActionIcon, Button, Group, Menu, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyFailed } from '@/app/_ui/notify'
import { token } from '@/app/_ui/theme'
import { useErrorText } from '@/app/_ui/use-error-text'
import { MergeDialog } from './merge-dialog'
import { limits, type TicketView } from '@/server/tickets/schema'
import { type Severity, severitySchema } from '@/server/accounts/schema'

type Dialog = 'severity' | 'hold' | 'merge' | null

/** Regrading and holding ask for the reason that the customer will read; resolving is done with an answer. */
export function TicketActions({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('desk.actions')
  const field = useTranslations('field')
  const common = useTranslations('common.dialog')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [dialog, setDialog] = useState<Dialog>(null)
  const [severity, setSeverityChoice] = useState<Severity>(ticket.severity)
  const [reason, setReason] = useState('')
  const refresh = () => client.invalidateQueries(trpc.tickets.get.queryFilter({ reference: ticket.reference }))
  const finish = async () => {
    setDialog(null)
    setReason('')
    await refresh()
  }
  const setSeverity = useMutation(trpc.tickets.setSeverity.mutationOptions({ onSuccess: finish }))
  const hold = useMutation(trpc.tickets.setStatus.mutationOptions({ onSuccess: finish }))
  const resume = useMutation(
    trpc.tickets.setStatus.mutationOptions({
      onSuccess: refresh,
      onError: (error) => notifyFailed(errorText(error).message),
    }),
  )
  const reopen = useMutation(
    trpc.tickets.reopen.mutationOptions({
      onSuccess: refresh,
      onError: (error) => notifyFailed(errorText(error).message),
    }),
  )
  if (!ticket.may.answer) return null
  const failure = setSeverity.error ?? hold.error
  const problem = failure ? errorText(failure) : null
  const open = (which: Dialog) => {
    setSeverity.reset()
    hold.reset()
    setSeverityChoice(ticket.severity)
    setReason('')
    setDialog(which)
  }
  return (
    <Group gap="sm">
      {ticket.status === 'resolved' ? (
        <Button
          variant="default"
          loading={reopen.isPending}
          onClick={() => reopen.mutate({ reference: ticket.reference })}
        >
          {t('reopen')}
        </Button>
      ) : (
        <>
          <Button variant="default" onClick={() => open('severity')}>
            {t('severity')}
          </Button>
          {ticket.status === 'on_hold' || ticket.status === 'waiting_on_customer' ? (
            <Button
              variant="default"
              loading={resume.isPending}
              onClick={() => resume.mutate({ reference: ticket.reference, to: 'open' })}
            >
              {t('resume')}
            </Button>
          ) : (
            <Button variant="default" onClick={() => open('hold')}>
              {t('hold')}
            </Button>
          )}
        </>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('more')}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => open('merge')}>{t('mergeMenu')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <MergeDialog ticket={ticket} opened={dialog === 'merge'} onClose={() => setDialog(null)} />
      <Modal
        opened={dialog === 'severity' || dialog === 'hold'}
        onClose={() => setDialog(null)}
        title={dialog === 'hold' ? t('holdTitle') : t('severityTitle')}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <Stack gap="md">
          {dialog === 'severity' && (
            <Select
              label={t('newSeverity')}
              allowDeselect={false}
              value={severity}
              onChange={(value) => setSeverityChoice(severitySchema.catch(ticket.severity).parse(value))}
              data={severitySchema.options.map((value) => ({ value, label: `${value} ${field(`severity.${value}`)}` }))}
              error={problem?.fieldErrors.to}
            />
          )}
          <TextInput
            label={t('reason')}
            description={t('reasonSeen')}
            value={reason}
            maxLength={limits.reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={problem?.fieldErrors.reason}
          />
          {problem && !problem.fieldErrors.reason && !problem.fieldErrors.to && (
            <Text role="alert" c={token('late')}>
              {problem.message}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setDialog(null)}>
              {t('cancel')}
            </Button>
            <Button
              loading={setSeverity.isPending || hold.isPending}
              onClick={() =>
                dialog === 'hold'
                  ? hold.mutate({ reference: ticket.reference, to: 'on_hold', reason })
                  : setSeverity.mutate({ reference: ticket.reference, to: severity, reason })
              }
            >
              {dialog === 'hold' ? t('hold') : t('severity')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  )
}
