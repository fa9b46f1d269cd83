'use client'
import { Badge, Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { ConfirmModal } from '@/app/_account/confirm-modal'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { PolicyVersionView } from '@/server/sla/policy/schema'

/** A version that is not in force yet: a draft to continue or discard, or a scheduled one to withdraw. */
export function VersionLine({ version: one, onEdit }: { version: PolicyVersionView; onEdit: () => void }) {
  const t = useTranslations('policy')
  const whatIf = useTranslations('whatif')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [leaving, setLeaving] = useState(false)
  const { version, inForceFrom, createdBy } = one
  const after = {
    onError: (error: unknown) => notifyFailed(errorText(error).message),
    onSettled: async () => {
      setLeaving(false)
      await queries.invalidateQueries(trpc.sla.pathFilter())
    },
  }
  const discard = useMutation(
    trpc.sla.discardDraft.mutationOptions({ ...after, onSuccess: () => notifyDone(t('discarded', { version })) }),
  )
  const callBack = useMutation(
    trpc.sla.callBackVersion.mutationOptions({ ...after, onSuccess: () => notifyDone(t('calledBack', { version })) }),
  )
  return (
    <Group gap="sm">
      {inForceFrom ? (
        <Text>{t.rich('waits', { version, at: () => <TimeText at={inForceFrom} /> })}</Text>
      ) : (
        <Badge>{t('draft', { version })}</Badge>
      )}
      {createdBy && <Text c="dimmed">{createdBy}</Text>}
      {inForceFrom ? (
        <Button variant="default" loading={callBack.isPending} onClick={() => callBack.mutate({ versionId: one.id })}>
          {t('callBack')}
        </Button>
      ) : (
        <>
          <Button variant="default" onClick={onEdit}>
            {t('editDraft', { version })}
          </Button>
          <Button variant="default" component={Link} href={`/manage/what-if?version=${one.id}`}>
            {whatIf('tryOnPast')}
          </Button>
          <Button variant="subtle" onClick={() => setLeaving(true)}>
            {t('discard')}
          </Button>
        </>
      )}
      <ConfirmModal
        opened={leaving}
        title={t('discardTitle', { version })}
        text={t('discardText')}
        confirm={t('discard')}
        busy={discard.isPending}
        onConfirm={() => discard.mutate({ versionId: one.id, revision: one.revision })}
        onClose={() => setLeaving(false)}
      />
    </Group>
  )
}
