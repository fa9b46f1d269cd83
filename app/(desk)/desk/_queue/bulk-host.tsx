'use client'
import { useEffect, useState } from 'react'
import { onDemand } from '@/app/_ui/on-demand'
import { keepStartedBulks, readStartedBulks } from './bulk/started-bulks'
import type { SelectedRow } from './selection'
import type { BulkVerb } from '@/server/tickets/bulk/schema'

const useBar = onDemand(() => import('./bulk/bulk-bar').then((file) => file.BulkBar))

/** Shows the bar of bulk changes while tickets are selected or a change of this tab is not dismissed yet. */
export function BulkHost({
  chosen,
  asked,
  onAsk,
  onClear,
}: {
  chosen: ReadonlyMap<string, SelectedRow>
  /** The verb whose dialog is open. */
  asked: BulkVerb | null
  onAsk: (verb: BulkVerb | null) => void
  onClear: () => void
}) {
  const [Bar, prepare] = useBar()
  const [started, setStarted] = useState<readonly string[]>([])
  useEffect(() => setStarted(readStartedBulks()), [])
  const isWanted = chosen.size > 0 || started.length > 0
  useEffect(() => {
    if (isWanted) prepare()
  })
  if (!Bar || !isWanted) return null
  const keep = (ids: readonly string[]) => {
    keepStartedBulks(ids)
    setStarted(ids)
  }
  return (
    <Bar
      chosen={[...chosen.values()]}
      asked={asked}
      onAsk={onAsk}
      onClear={onClear}
      started={started}
      onStarted={(id) => keep([...started, id])}
      onDismissed={(id) => keep(started.filter((each) => each !== id))}
    />
  )
}
