import { describe, expect, it } from 'vitest'
import {
  describeClock,
  instantOf,
  type Minutes,
  policyOf,
  type Targets,
  timelineOf,
} from '@/tests/support/sla-timeline'
import { evaluate } from '@/server/sla/evaluation/evaluate.rules'
import type { Metric } from '@/server/vocabulary/metric'

/** Tests every line of SEMANTICS §1, one table per section. Numbers are minutes after filing, Monday 08:00 UTC. */
type Row = [rule: string, targets: Targets, events: string, asOf: number, clocks: string[], percents?: number[]]

export function outcomeLines(targets: Targets, events: string, asOf: number, percents: number[] = []): string[] {
  return evaluate(policyOf(targets, percents), timelineOf(events), instantOf(asOf)).map(describeClock)
}

export const table = (section: string, rows: Row[]) =>
  describe(section, () => {
    it.each(rows)('%s', (_rule, targets, events, asOf, clocks, percents) => {
      expect(outcomeLines(targets, events, asOf, percents)).toEqual(clocks)
    })
  })

export const everySeverity = (row: Partial<Record<Metric, Minutes>>): Targets => ({
  S1: row,
  S2: row,
  S3: row,
  S4: row,
})

export const first = everySeverity({ first_response: 60 })

export const next = everySeverity({ next_response: 60 })

export const update = everySeverity({ update: 60 })

export const workaround = everySeverity({ workaround: 60 })

export const resolution = everySeverity({ resolution: 60 })

export const s1AndS3 = (metric: Metric, s1: Minutes | null, s3: Minutes | null): Targets => ({
  S1: { [metric]: s1 },
  S3: { [metric]: s3 },
})
