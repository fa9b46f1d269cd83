import { expect, it } from 'vitest'
import { pageLogLines, type PageLogView } from './page-log-lines'

type Delivery = PageLogView['deliveries'][number]
const at = (second: number) => new Date(Date.UTC(2027, 2, 14, 2, 0, second))
const attempt = (second: number, outcome: string, answer = '') => ({
  at: at(second),
  outcome,
  answer,
  repeated: false,
  bundleSize: 1,
})
const delivery = (id: string, state: Delivery['state'], attemptLog: ReturnType<typeof attempt>[]) => ({
  id,
  cycle: 1,
  step: 0,
  engineerId: 'ana',
  state,
  sendAt: at(30),
  sentAt: null,
  contactMethod: { kind: 'email' as const },
  attemptLog,
})
const linesOf = (deliveries: PageLogView['deliveries']) =>
  pageLogLines({
    id: 'p',
    state: 'open',
    severity: 'S1',
    about: {},
    openedAt: at(0),
    triggers: [],
    log: [{ kind: 'opened', detail: { kind: 'filed' }, at: at(0) }],
    deliveries,
    people: {},
  }).map(
    (line) =>
      `${line.at.getUTCSeconds()} ${line.type === 'event' ? line.kind : line.type === 'try' ? line.outcome : 'planned'}`,
  )

it('lists each attempt at the time when it ended, in chronological order', () => {
  expect(
    linesOf([
      delivery('a', 'sent', [
        attempt(1, 'started'),
        attempt(2, 'refused', '451'),
        attempt(7, 'started'),
        attempt(8, 'sent'),
      ]),
      delivery('b', 'failed', [attempt(3, 'started'), attempt(4, 'sent'), attempt(9, 'failed', 'undelivered')]),
    ]),
  ).toEqual(['0 opened', '2 refused', '4 sent', '8 sent', '9 failed'])
})

it('lists an attempt whose outcome was never recorded, and one in progress', () => {
  expect(linesOf([delivery('a', 'pending', [attempt(1, 'started'), attempt(31, 'started')])])).toEqual([
    '0 opened',
    '1 noEnd',
    '31 underWay',
  ])
})

it('lists notifications that are still pending', () =>
  expect(linesOf([delivery('a', 'pending', [])])).toEqual(['0 opened', '30 planned']))

it('shows an attempt as cancelled when nobody will complete it any more', () => {
  expect(linesOf([delivery('a', 'cancelled', [attempt(1, 'started'), attempt(31, 'started')])])).toEqual([
    '0 opened',
    '1 noEnd',
    '31 calledOff',
  ])
  expect(linesOf([delivery('a', 'cancelled', [attempt(1, 'started'), attempt(2, 'sent')])])).toEqual([
    '0 opened',
    '2 sent',
  ])
})
