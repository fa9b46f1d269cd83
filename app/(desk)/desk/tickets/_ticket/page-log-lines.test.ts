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
  contactMethod: { kind: 'EMAIL' as const },
  attemptLog,
})
const told = (deliveries: PageLogView['deliveries']) =>
  pageLogLines({
    id: 'p',
    state: 'OPEN',
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

it('tells a try by its end, in order of time', () => {
  expect(
    told([
      delivery('a', 'SENT', [
        attempt(1, 'STARTED'),
        attempt(2, 'REFUSED', '451'),
        attempt(7, 'STARTED'),
        attempt(8, 'SENT'),
      ]),
      delivery('b', 'FAILED', [attempt(3, 'STARTED'), attempt(4, 'SENT'), attempt(9, 'FAILED', 'undelivered')]),
    ]),
  ).toEqual(['0 opened', '2 refused', '4 sent', '8 sent', '9 failed'])
})

it('tells a try whose end nobody recorded, and one that is under way', () => {
  expect(told([delivery('a', 'PENDING', [attempt(1, 'STARTED'), attempt(31, 'STARTED')])])).toEqual([
    '0 opened',
    '1 noEnd',
    '31 underWay',
  ])
})

it('tells what is still to come', () =>
  expect(told([delivery('a', 'PENDING', [])])).toEqual(['0 opened', '30 planned']))

it('says of a try that nobody will end any more that it was called off', () => {
  expect(told([delivery('a', 'CANCELLED', [attempt(1, 'STARTED'), attempt(31, 'STARTED')])])).toEqual([
    '0 opened',
    '1 noEnd',
    '31 calledOff',
  ])
  expect(told([delivery('a', 'CANCELLED', [attempt(1, 'STARTED'), attempt(2, 'SENT')])])).toEqual([
    '0 opened',
    '2 sent',
  ])
})
