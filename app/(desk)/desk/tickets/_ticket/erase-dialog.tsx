'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import type { EventItem } from '@/app/_ui/erase-words'
import { notifyDone } from '@/app/_ui/notify'
import { ReasonDialog } from '@/app/_ui/reason-dialog'

/** Asks for confirmation and a reason, because erased text cannot be restored. */
export function EraseDialog({
  reference,
  event,
  onClose,
}: {
  reference: string
  event: EventItem | null
  onClose: () => void
}) {
  const t = useTranslations('ticket.erase')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const erase = useMutation(
    trpc.tickets.eraseWords.mutationOptions({
      onSuccess: () => {
        onClose()
        notifyDone(t('done'))
      },
      onSettled: () => queries.invalidateQueries(trpc.tickets.get.queryFilter({ reference })),
    }),
  )
  return (
    <ReasonDialog
      opened={event !== null}
      title={t('title')}
      text={t('text')}
      label={t('label')}
      action={t('send')}
      pending={erase.isPending}
      error={erase.error}
      onClose={() => {
        erase.reset()
        onClose()
      }}
      onSend={(reason) => event && erase.mutate({ reference, chain: event.chain, seq: event.seq, reason })}
    />
  )
}
