import { describe, expect, it } from 'vitest'
import { type HealthFacts, evaluateHealth } from './rules'

const now = new Date('2026-11-21T02:00:00.000Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const pulse = (ms: number) => ({ aliveAt: ago(ms), lastAt: ago(ms) })
const healthy: HealthFacts = {
  now,
  writeProbe: null,
  failedWrites: null,
  pulse: pulse(2_000),
  isQueueUp: true,
  oldestOwedAt: null,
  oldestClockAt: null,
  oldestPageAt: null,
  channels: [],
  parked: 0,
  isClockRight: true,
}
const failing = (channel: string, failures: number, ms: number, hasDueWork: boolean) => ({
  channels: [{ channel, failures, since: ago(ms), hasDueWork }],
})

describe('health is red whenever nobody can be paged', () => {
  it.each<[string, Partial<HealthFacts>, string[]]>([
    ['everything works', {}, []],
    ['the database does not respond to a write', { writeProbe: 'silent' }, ['databaseSilent']],
    ['the database is read-only', { writeProbe: 'readOnly' }, ['databaseReadOnly']],
    ['the disk of the database is full', { writeProbe: 'full' }, ['databaseFull']],
    ['filings found the disk full', { failedWrites: 'full' }, ['databaseFull']],
    ['the last complete sweep is 15 s old', { pulse: pulse(15_000) }, []],
    ['the last complete sweep is older than 15 s', { pulse: pulse(15_001) }, ['workerSilent']],
    ['there was never a sweep', { pulse: { aliveAt: null, lastAt: null } }, ['workerSilent']],
    ['the last sweep is 5 s ahead of the clock', { pulse: pulse(-5_000) }, []],
    ['the last sweep lies in the future', { pulse: pulse(-5_001) }, ['workerSilent']],
    ['a page waits 60 s for its first notification', { oldestOwedAt: ago(60_000) }, []],
    ['a page waits more than 60 s', { oldestOwedAt: ago(60_001) }, ['notificationsLate']],
    ['a clock is evaluated more than 60 s late', { oldestClockAt: ago(60_001) }, ['clocksLate']],
    ['an escalation step is more than 60 s late', { oldestPageAt: ago(60_001) }, ['pagesLate']],
    ['mail is refused repeatedly while some is due', failing('email', 3, 60_001, true), ['mailRefused']],
    ['mail is refused for less than a minute', failing('email', 9, 59_000, true), []],
    ['mail was refused and nothing is due', failing('email', 9, 600_000, false), []],
    ['the clock is wrong', { isClockRight: false }, ['clockWrong']],
    ['the queue is down and the sweep is late', { isQueueUp: false, pulse: pulse(20_000) }, ['workerSilent']],
  ])('when %s', (_, facts, problems) => {
    expect(evaluateHealth({ ...healthy, ...facts }).problems).toEqual(problems)
  })
})

describe('health is degraded, not red', () => {
  it.each<[string, Partial<HealthFacts>, string[]]>([
    ['while the queue is down and the sweep works', { isQueueUp: false }, ['queueDown']],
    ['while something is parked', { parked: 1 }, ['parked']],
    ['while one chat channel refuses', failing('slack', 5, 90_000, true), ['channelRefused']],
  ])('%s', (_, facts, degradations) => {
    expect(evaluateHealth({ ...healthy, ...facts })).toEqual({ problems: [], degradations })
  })
})
