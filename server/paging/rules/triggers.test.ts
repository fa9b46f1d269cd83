import { describe, expect, it } from 'vitest'
import { defaultTriggers, type Urgency } from '../schema'
import { type TicketHappening, triggersPage } from './triggers'
import { metrics, type Severity } from '@/server/accounts/schema'

describe('what pages somebody', () => {
  it.each<[TicketHappening, Severity, Urgency | null]>([
    [{ kind: 'filed' }, 'S1', 'HIGH'],
    [{ kind: 'filed' }, 'S2', 'HIGH'],
    [{ kind: 'filed' }, 'S3', null],
    [{ kind: 'reopened' }, 'S2', 'HIGH'],
    [{ kind: 'reopened' }, 'S4', null],
    [{ kind: 'severity_changed', from: 'S3' }, 'S2', 'HIGH'],
    [{ kind: 'severity_changed', from: 'S2' }, 'S1', 'HIGH'],
    [{ kind: 'severity_changed', from: 'S1' }, 'S2', null],
    [{ kind: 'severity_changed', from: 'S4' }, 'S3', null],
    [{ kind: 'customer_reply', assigneeOnCall: false }, 'S1', 'HIGH'],
    [{ kind: 'customer_reply', assigneeOnCall: true }, 'S1', null],
    [{ kind: 'customer_reply', assigneeOnCall: false }, 'S3', null],
    [{ kind: 'warning', metric: 'update', percent: 90 }, 'S2', 'HIGH'],
    [{ kind: 'warning', metric: 'update', percent: 75 }, 'S2', null],
    [{ kind: 'warning', metric: 'first_response', percent: 90 }, 'S3', null],
    [{ kind: 'breach', metric: 'first_response' }, 'S3', 'LOW'],
    [{ kind: 'breach', metric: 'first_response' }, 'S4', 'LOW'],
    [{ kind: 'breach', metric: 'resolution' }, 'S3', null],
  ])('%j at %s: %s', (happening, severity, urgency) => expect(triggersPage(happening, severity)).toBe(urgency))

  it('every breach of an S1 or S2', () => {
    for (const metric of metrics) expect(triggersPage({ kind: 'breach', metric }, 'S2')).toBe('HIGH')
  })

  it('what the policy says instead of the defaults', () => {
    const triggers = {
      ...defaultTriggers,
      S3: { warnings: { percents: [50], metrics: ['update' as const] }, breaches: [] },
    }
    expect(triggersPage({ kind: 'warning', metric: 'update', percent: 50 }, 'S3', triggers)).toBe('LOW')
    expect(triggersPage({ kind: 'breach', metric: 'first_response' }, 'S3', triggers)).toBeNull()
  })
})
