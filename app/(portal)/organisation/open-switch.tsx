'use client'
import { Switch, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { useErrorText } from '@/app/_ui/use-error-text'

/** Says whether every member reads all tickets of the organisation; its leads decide that. */
export function OpenSwitch({
  organisationId,
  isOpen,
  editable,
}: {
  organisationId: string
  isOpen: boolean
  editable: boolean
}) {
  const t = useTranslations('people.open')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const change = useMutation(
    trpc.accounts.organisations.openToMembers.mutationOptions({
      onSettled: () => queries.invalidateQueries(trpc.accounts.organisations.list.queryFilter()),
    }),
  )
  if (!editable) return <Text c="dimmed">{t(isOpen ? 'isOpen' : 'isClosed')}</Text>
  return (
    <Switch
      label={t('label')}
      description={t('description')}
      checked={change.isPending ? change.variables.isOpen : isOpen}
      disabled={change.isPending}
      error={change.error ? errorText(change.error).message : undefined}
      onChange={(event) => change.mutate({ organisationId, isOpen: event.currentTarget.checked })}
    />
  )
}
