'use client'
import { Button } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { notifyFailed } from '@/app/_ui/notify'
import { onDemand } from '@/app/_ui/on-demand'
import type { QueueFilter } from '@/server/tickets/reading/schema'
import type { SavedViews, SavedViewView } from '@/server/tickets/views/schema'

const useDialog = onDemand(() => import('./view-dialog').then((file) => file.ViewDialog))

/** Saves what the queue shows under a name, or changes the saved view that is open. */
export function ViewButton({
  shown,
  open,
  teams,
  onSaved,
}: {
  /** The built-in view and the search that are shown. */
  shown: { view: QueueFilter['view']; query: string }
  /** The saved view that is open. */
  open: SavedViewView | null
  teams: SavedViews['teams']
  /** Receives the id of the view that was saved, or null when it was removed. */
  onSaved: (id: string | null) => void
}) {
  const t = useTranslations('desk.views')
  const errors = useTranslations('errors')
  const [Dialog, prepare] = useDialog()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button
        variant="subtle"
        size="compact-xs"
        onPointerEnter={() => prepare()}
        onFocus={() => prepare()}
        onClick={() => {
          prepare(() => notifyFailed(errors('connection')))
          setAsking(true)
        }}
      >
        {open ? t('edit') : t('save')}
      </Button>
      {Dialog && isAsking && (
        <Dialog shown={shown} open={open} teams={teams} onSaved={onSaved} onClose={() => setAsking(false)} />
      )}
    </>
  )
}
