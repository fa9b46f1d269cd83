'use client'
import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { QueueFilter } from '@/server/tickets/reading/schema'
import { viewLimits } from '@/server/tickets/views/facts'
import type { SavedViews, SavedViewView } from '@/server/tickets/views/schema'

/** Names a view of the queue and says for whom it is; an open one can be changed or removed. */
export function ViewDialog({
  shown,
  open,
  teams,
  onSaved,
  onClose,
}: {
  shown: { view: QueueFilter['view']; query: string }
  open: SavedViewView | null
  teams: SavedViews['teams']
  onSaved: (id: string | null) => void
  onClose: () => void
}) {
  const t = useTranslations('desk.views')
  const viewName = useTranslations('desk.queue.view')
  const dialog = useTranslations('common.dialog')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [name, setName] = useState(open?.name ?? '')
  const [teamId, setTeamId] = useState(open?.team?.id ?? '')
  const finish = async (id: string | null) => {
    await queries.invalidateQueries(trpc.views.list.queryFilter())
    onSaved(id)
    onClose()
  }
  const save = useMutation(trpc.views.save.mutationOptions({ onSuccess: ({ id }) => finish(id) }))
  const remove = useMutation(trpc.views.remove.mutationOptions({ onSuccess: () => finish(null) }))
  const failure = save.error ?? remove.error
  const problem = failure ? errorText(failure) : null
  const words = { view: viewName(shown.view), query: shown.query }
  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={open ? t('titleEdit') : t('title')}
      closeButtonProps={{ 'aria-label': dialog('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate({ id: open?.id, name, teamId: teamId || null, ...shown })
        }}
      >
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={t('name')}
            dir="auto"
            maxLength={viewLimits.name}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem?.fieldErrors.name}
          />
          {(teams.length > 0 || open?.team) && (
            <NativeSelect
              label={t('shared')}
              value={teamId}
              onChange={(event) => setTeamId(event.currentTarget.value)}
              data={[
                { value: '', label: t('me') },
                ...teams.map((team) => ({ value: team.id, label: t('team', { name: team.name }) })),
              ]}
            />
          )}
          <Text fz="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {shown.query.trim() === '' ? t('what', words) : t('whatSearch', words)}
          </Text>
          {problem && !problem.fieldErrors.name && (
            <Text role="alert" c={token('late')}>
              {problem.message}
            </Text>
          )}
          <Group justify="flex-end">
            {open && (
              <Button
                variant="subtle"
                color="red"
                me="auto"
                loading={remove.isPending}
                onClick={() => remove.mutate({ id: open.id })}
              >
                {t('remove')}
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" disabled={name.trim() === ''} loading={save.isPending}>
              {t('submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
