'use client'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { dryRunDays, dryRunNamed } from '@/server/tickets/routing/facts'
import type { DryRunBatch, Routing } from '@/server/tickets/routing/schema'

const lengthMs = dryRunDays * 24 * 60 * 60_000

export interface DryRunResult {
  /** The rules that were tried. */
  routing: Routing
  state: 'running' | 'done' | 'stopped' | 'failed'
  /** Share of the 30 days that is through, 0 to 1. */
  share: number
  checked: number
  counts: ReadonlyMap<string | null, number>
  changed: number
  tickets: DryRunBatch['tickets']
  error: unknown
}

/** Tries rules on the tickets of the last 30 days, batch by batch, until it is through, stopped, or the page is left. */
export function useDryRun() {
  const trpc = useTRPC()
  const { mutateAsync } = useMutation(trpc.routing.dryRun.mutationOptions())
  const [result, setResult] = useState<DryRunResult | null>(null)
  const latest = useRef(0)
  useEffect(() => () => void (latest.current += 1), [])
  const start = async (routing: Routing, basedOn: string) => {
    const run = (latest.current += 1)
    let now: DryRunResult = {
      routing,
      state: 'running',
      share: 0,
      checked: 0,
      counts: new Map(),
      changed: 0,
      tickets: [],
      error: null,
    }
    setResult(now)
    let after: DryRunBatch['next'] = null
    let newest: number | null = null
    try {
      do {
        const batch: DryRunBatch = await mutateAsync({ ...routing, basedOn, after })
        if (latest.current !== run) return
        after = batch.next
        newest ??= after?.at.getTime() ?? null
        now = added(now, batch, after && newest !== null ? (newest - after.at.getTime()) / lengthMs : 1)
        setResult(now)
      } while (after)
      setResult({ ...now, state: 'done', share: 1 })
    } catch (error) {
      if (latest.current === run) setResult({ ...now, state: 'failed', error })
    }
  }
  return {
    result,
    start,
    stop: () => {
      latest.current += 1
      setResult((now) => now && { ...now, state: 'stopped' })
    },
  }
}

function added(now: DryRunResult, batch: DryRunBatch, share: number): DryRunResult {
  const counts = new Map(now.counts)
  for (const { ruleId, count } of batch.counts) counts.set(ruleId, (counts.get(ruleId) ?? 0) + count)
  return {
    ...now,
    share: Math.min(1, Math.max(now.share, share)),
    checked: now.checked + batch.checked,
    counts,
    changed: now.changed + batch.changed,
    tickets: [...now.tickets, ...batch.tickets].slice(0, dryRunNamed),
  }
}
