import { describe, expect, it } from 'vitest'
import { defaultTriggers, type Urgency } from '../facts'
import type { PageTriggers } from '../schema'
import {
  groupEqualTriggers,
  incompleteTriggers,
  type TicketHappening,
  tidyTriggers,
  triggersPage,
} from './triggers.rules'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { type Severity } from '@/server/vocabulary/severity'

describe('the triggers of a page', () => {
  it.each<[TicketHappening, Severity, Urgency | null]>([
    [{ kind: 'filed' }, 'S1', 'high'],
    [{ kind: 'filed' }, 'S2', 'high'],
    [{ kind: 'filed' }, 'S3', null],
    [{ kind: 'reopened' }, 'S2', 'high'],
    [{ kind: 'reopened' }, 'S4', null],
    [{ kind: 'severity_changed', from: 'S3' }, 'S2', 'high'],
    [{ kind: 'severity_changed', from: 'S2' }, 'S1', 'high'],
    [{ kind: 'severity_changed', from: 'S1' }, 'S2', null],
    [{ kind: 'severity_changed', from: 'S4' }, 'S3', null],
    [{ kind: 'customer_reply', assigneeOnCall: false }, 'S1', 'high'],
    [{ kind: 'customer_reply', assigneeOnCall: true }, 'S1', null],
    [{ kind: 'customer_reply', assigneeOnCall: false }, 'S3', null],
    [{ kind: 'warning', metric: 'update', percent: 90 }, 'S2', 'high'],
    [{ kind: 'warning', metric: 'update', percent: 75 }, 'S2', null],
    [{ kind: 'warning', metric: 'first_response', percent: 90 }, 'S3', null],
    [{ kind: 'breach', metric: 'first_response' }, 'S3', 'low'],
    [{ kind: 'breach', metric: 'first_response' }, 'S4', 'low'],
    [{ kind: 'breach', metric: 'resolution' }, 'S3', null],
  ])('%j at %s: %s', (happening, severity, urgency) => expect(triggersPage(happening, severity)).toBe(urgency))

  it('include every breach of an S1 or S2', () => {
    for (const metric of metrics) expect(triggersPage({ kind: 'breach', metric }, 'S2')).toBe('high')
  })

  it('are those of the policy instead of the defaults', () => {
    const triggers = {
      ...defaultTriggers,
      S3: { warnings: { percents: [50], metrics: ['update' as const] }, breaches: [] },
    }
    expect(triggersPage({ kind: 'warning', metric: 'update', percent: 50 }, 'S3', triggers)).toBe('low')
    expect(triggersPage({ kind: 'breach', metric: 'first_response' }, 'S3', triggers)).toBeNull()
  })
})

const triggersOf = (percents: number[], of: Metric[], breaches: Metric[]): PageTriggers['S1'] => ({
  warnings: { percents, metrics: of },
  breaches,
})
const silent = triggersOf([], [], [])

describe('triggers as a person reads them', () => {
  it('show the defaults as two groups', () => {
    expect(groupEqualTriggers(defaultTriggers)).toEqual([
      { severities: ['S1', 'S2'], triggers: defaultTriggers.S1 },
      { severities: ['S3', 'S4'], triggers: defaultTriggers.S3 },
    ])
  })

  it('treat severities as alike whatever the order of selection', () => {
    const chosen = {
      S1: triggersOf([90, 50, 90], ['update', 'first_response'], ['resolution', 'update']),
      S2: silent,
      S3: triggersOf([50, 90], ['first_response', 'update'], ['update', 'resolution']),
      S4: silent,
    }
    expect(groupEqualTriggers(chosen)).toEqual([
      {
        severities: ['S1', 'S3'],
        triggers: triggersOf([50, 90], ['first_response', 'update'], ['update', 'resolution']),
      },
      { severities: ['S2', 'S4'], triggers: silent },
    ])
  })

  it.each<[string, PageTriggers['S1'], boolean]>([
    ['nothing', silent, false],
    ['breaches alone', triggersOf([], [], ['update']), false],
    ['percents with metrics', triggersOf([90], ['update'], []), false],
    ['percents without a metric', triggersOf([90], [], ['update']), true],
    ['metrics without a percent', triggersOf([], ['update'], []), true],
  ])('incomplete: %s', (_, S2, half) => {
    const triggers = { ...defaultTriggers, S2 }
    expect(incompleteTriggers(triggers)).toEqual(half ? ['S2'] : [])
    if (half) expect(tidyTriggers(triggers).S2.warnings).toEqual(silent.warnings)
  })

  it('keep their effect when tidied', () => {
    const triggers = { ...defaultTriggers, S2: triggersOf([75, 50], ['update'], ['update']) }
    for (const metric of metrics)
      for (const percent of [50, 75, 90])
        expect(triggersPage({ kind: 'warning', metric, percent }, 'S2', tidyTriggers(triggers))).toBe(
          triggersPage({ kind: 'warning', metric, percent }, 'S2', triggers),
        )
  })
})
