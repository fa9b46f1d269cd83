'use client'
import { Button, Group, Modal, MultiSelect, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { token } from '@/app/_ui/theme'
import { useErrorText } from '@/app/_ui/use-error-text'
import { Form } from '@/app/_forms/form'

/** Reassigns a page, or asks others to help; only people who can be reached are offered. */
export function PagePeopleDialog({
  pageId,
  action,
  onClose,
}: {
  pageId: string
  action: 'reassign' | 'help' | null
  onClose: () => void
}) {
  const t = useTranslations('desk.page')
  const dialog = useTranslations('common.dialog')
  const trpc = useTRPC()
  const client = useQueryClient()
  const errorText = useErrorText()
  const [chosen, setChosen] = useState<string[]>([])
  const people = useQuery(trpc.paging.reachable.queryOptions(undefined, { enabled: action !== null }))
  const close = () => {
    setChosen([])
    onClose()
  }
  const done = (words: string) => async () => {
    notifyDone(words)
    close()
    await client.invalidateQueries()
  }
  const reassign = useMutation(trpc.paging.reassign.mutationOptions({ onSuccess: done(t('reassigned')) }))
  const ask = useMutation(trpc.paging.addResponders.mutationOptions({ onSuccess: done(t('asked')) }))
  const error = reassign.error ?? ask.error
  const data = (people.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const [first] = chosen
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!first) return
    if (action === 'reassign') reassign.mutate({ pageId, engineerId: first })
    else ask.mutate({ pageId, engineerIds: chosen })
  }
  const giving = action === 'reassign'
  return (
    <Modal
      opened={action !== null}
      onClose={close}
      title={t(giving ? 'reassignTitle' : 'helpTitle')}
      centered
      closeButtonProps={{ 'aria-label': dialog('close') }}
    >
      <Form onSubmit={submit}>
        <Stack gap="md">
          <Text>{t(giving ? 'reassignHint' : 'helpHint')}</Text>
          {giving ? (
            <Select
              data-autofocus
              label={t('person')}
              searchable
              data={data}
              value={first ?? null}
              onChange={(id) => setChosen(id ? [id] : [])}
            />
          ) : (
            <MultiSelect
              data-autofocus
              label={t('people')}
              searchable
              data={data}
              value={chosen}
              onChange={setChosen}
            />
          )}
          {error && (
            <Text role="alert" c={token('late')}>
              {errorText(error).message}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {dialog('cancel')}
            </Button>
            <Button type="submit" disabled={!first} loading={reassign.isPending || ask.isPending}>
              {t(giving ? 'reassign' : 'help')}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Modal>
  )
}
