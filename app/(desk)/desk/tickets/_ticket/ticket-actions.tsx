'use client'
import { ActionIcon, Button, Menu } from '@mantine/core'
import { Group } from '@/app/_ui/light'
import { IconDots } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { ChangeDialog } from './change-dialog'
import { MergeDialog } from './merge-dialog'
import type { TicketView } from '@/server/tickets/reading/schema'
import { askToResolve } from './resolve-intent'

type Dialog = 'severity' | 'hold' | 'merge' | null

/** Changing the severity and putting on hold ask for a reason that the customer reads; resolving needs an answer. */
export function TicketActions({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('desk.actions')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [dialog, setDialog] = useState<Dialog>(null)
  const refresh = () => client.invalidateQueries(trpc.tickets.get.queryFilter({ reference: ticket.reference }))
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
  return (
    <Group gap="xs">
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
          <Button variant="default" onClick={() => setDialog('severity')}>
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
            <Button variant="default" onClick={() => setDialog('hold')}>
              {t('hold')}
            </Button>
          )}
          <Button variant="default" onClick={askToResolve}>
            {t('resolve')}
          </Button>
        </>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('more')}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('merge')}>{t('mergeMenu')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <MergeDialog ticket={ticket} opened={dialog === 'merge'} onClose={() => setDialog(null)} />
      {(dialog === 'severity' || dialog === 'hold') && (
        <ChangeDialog ticket={ticket} kind={dialog} onClose={() => setDialog(null)} />
      )}
    </Group>
  )
}
