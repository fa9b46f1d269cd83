'use client'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { contentKey } from '@/app/_forms/content-key'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { BulkChangeInput, BulkVerb } from '@/server/tickets/bulk/schema'
import type { SelectedRow } from '../selection'
import { BulkFields } from './bulk-fields'

/** Asks what one verb needs to know and starts it for all selected tickets. */
export function BulkDialog({
  verb,
  chosen,
  onClose,
  onStarted,
}: {
  verb: BulkVerb
  chosen: readonly SelectedRow[]
  onClose: () => void
  onStarted: (id: string) => void
}) {
  const t = useTranslations('desk.bulk')
  const dialog = useTranslations('common.dialog')
  const actions = useTranslations('desk.actions')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const [draftId] = useState(() => crypto.randomUUID())
  const [change, setChange] = useState<BulkChangeInput | null>(null)
  const start = useMutation(trpc.bulk.start.mutationOptions({ onSuccess: ({ id }) => onStarted(id) }))
  const refusal = start.error ? errorText(start.error) : null
  // The fields differ by verb, so what is wrong with one of them is said here.
  const problem = refusal && (Object.values(refusal.fieldErrors)[0] ?? refusal.message)
  const makesS1 = change?.verb === 'severity' && change.to === 'S1'
  const isHeld = !makesS1 && chosen.every(({ severity }) => severity !== 'S1')
  const send = (atOnce: boolean) => {
    if (!change) return
    const references = chosen.map(({ reference }) => reference)
    // The same content has the same key, so that a lost answer is not carried out twice.
    start.mutate({ references, change, atOnce, clientKey: contentKey(draftId, { references, change }) })
  }
  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={t(`heading.${verb}`, { count: chosen.length })}
      closeButtonProps={{ 'aria-label': dialog('close') }}
    >
      <Stack gap="md">
        <BulkFields verb={verb} chosen={chosen} onChange={setChange} />
        <Text fz="xs" c="dimmed">
          {isHeld ? t('held') : t('notHeld')}
        </Text>
        {problem && (
          <Text role="alert" c={token('late')}>
            {problem}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {actions('cancel')}
          </Button>
          {isHeld && (
            <Button variant="default" disabled={!change || start.isPending} onClick={() => send(true)}>
              {t('now')}
            </Button>
          )}
          <Button disabled={!change} loading={start.isPending} onClick={() => send(false)}>
            {t('apply', { count: chosen.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
