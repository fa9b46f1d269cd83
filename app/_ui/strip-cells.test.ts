import { describe, expect, it } from 'vitest'
import type { ClockView } from '@/server/tickets/clocks/schema'
import type { TicketView } from '@/server/tickets/reading/schema'
import { answerCell, foldedMetrics, shownAnswers, shownMetrics, stripClock } from './strip-cells'

const at = (time: string) => new Date(`2026-11-24T${time}:00.000Z`)
const now = at('12:00').getTime()
const clock = (metric: ClockView['metric'], more: Partial<ClockView> = {}): ClockView => ({
  id: metric,
  metric,
  state: 'running',
  outcome: 'open',
  startedAt: at('10:00'),
  endedAt: null,
  dueAt: at('13:00'),
  breachedAt: null,
  remainderMs: null,
  elapsedMs: 0,
  targetMs: 1,
  pausedFor: null,
  warned: false,
  spans: [],
  ...more,
})
const nothing: TicketView['answers'] = {
  workaround: null,
  rootCause: null,
  rootCauseUnknown: null,
  fix: null,
  nextUpdateBy: null,
}
const fix = { seq: 4, at: at('11:00'), summary: 'Update to 4.6.2' }
const ticket = (more: Partial<TicketView>) =>
  ({ severity: 'S2', status: 'open', clocks: [], answers: nothing, ...more }) as TicketView

describe('the promise strip', () => {
  it('of an S3 or S4 shows only the clocks that exist', () => {
    const clocks = [clock('first_response'), clock('resolution')]
    expect(shownMetrics(ticket({ severity: 'S4', clocks }))).toEqual(['first_response', 'resolution'])
    expect(shownMetrics(ticket({ severity: 'S1', clocks }))).toHaveLength(5)
  })

  it('of a closed ticket shows a clock as cancelled, not as absent', () => {
    const cancelled = clock('resolution', { state: 'ended', outcome: 'cancelled', endedAt: at('11:00') })
    expect(stripClock([cancelled], 'resolution')).toBe(cancelled)
    const met = clock('resolution', { state: 'ended', outcome: 'met', endedAt: at('10:30') })
    expect(stripClock([met, cancelled], 'resolution')).toBe(met)
  })

  it('shows an overdue clock as late, with its due instant', () => {
    const clocks = [clock('update', { state: 'breached', dueAt: at('10:07'), breachedAt: at('10:07') })]
    expect(answerCell(ticket({ clocks }), 'nextUpdate', now)).toEqual({
      kind: 'promised',
      dueAt: at('10:07'),
      late: true,
    })
    // The worker has not recorded the breach yet, but the promise is late.
    expect(answerCell(ticket({ clocks: [clock('workaround', { dueAt: at('11:59') })] }), 'workaround', now)).toEqual({
      kind: 'promised',
      dueAt: at('11:59'),
      late: true,
    })
    expect(answerCell(ticket({ clocks: [clock('workaround')] }), 'workaround', now)).toMatchObject({ late: false })
  })

  it('shows no workaround as missing once there is a fix', () => {
    expect(answerCell(ticket({ status: 'resolved', answers: { ...nothing, fix } }), 'workaround', now)).toMatchObject({
      kind: 'coveredByFix',
      seq: 4,
    })
  })

  it('promises nothing more on a closed ticket', () => {
    const closed = ticket({ status: 'closed', severity: 'S4' })
    expect(shownAnswers(closed, now)).toEqual([])
    expect(shownAnswers(ticket({ status: 'closed', severity: 'S1' }), now).map(({ state }) => state.kind)).toEqual([
      'over',
      'over',
      'over',
    ])
  })

  it('folded on a phone shows the promise due next beside the one that has been late longest', () => {
    const clocks = [
      clock('first_response', { state: 'ended', outcome: 'met', endedAt: at('10:05') }),
      clock('next_response', { dueAt: at('13:30') }),
      clock('update', { dueAt: at('12:20') }),
      clock('workaround', { state: 'breached', breachedAt: at('11:00'), dueAt: at('11:00') }),
      clock('resolution', { state: 'breached', breachedAt: at('11:30'), dueAt: at('11:30') }),
    ]
    const metrics = shownMetrics(ticket({ severity: 'S1', clocks }))
    expect(foldedMetrics(clocks, metrics)).toEqual(['workaround', 'update'])
    expect(foldedMetrics(clocks.slice(0, 3), metrics)).toEqual(['update'])
    expect(foldedMetrics([clocks[0]!], metrics)).toEqual(['first_response'])
    expect(foldedMetrics([], [])).toEqual([])
  })
})
