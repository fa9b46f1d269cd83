import { expect, it } from 'vitest'
import { reachOf } from './reach.rules'

const rota = {
  timeZone: 'UTC',
  overrides: [],
  versions: [
    {
      inForceFrom: null,
      layers: [
        {
          id: 'l',
          start: '2027-03-01T00:00',
          rotation: { unit: 'day' as const, length: 1 },
          participants: ['ana', 'bo'],
          restrictions: [],
        },
      ],
    },
  ],
}
const facts = { schedules: new Map([['rota', rota]]), reachable: new Set(['ana', 'cy']) }
const schedule = { type: 'schedule' as const, id: 'rota' }

it.each([
  ['whoever is on call', schedule, '2027-03-01T12:00Z', { kind: 'reached', engineerId: 'ana' }],
  [
    'one without a verified method',
    schedule,
    '2027-03-02T12:00Z',
    { kind: 'gap', reason: 'no_verified_method', engineerId: 'bo' },
  ],
  ['nobody on call', schedule, '2027-02-01T12:00Z', { kind: 'gap', reason: 'nobody_on_call', engineerId: null }],
  [
    'an unknown schedule',
    { ...schedule, id: 'gone' },
    '2027-03-01T12:00Z',
    { kind: 'gap', reason: 'nobody_on_call', engineerId: null },
  ],
  [
    'an engineer as a target',
    { type: 'engineer' as const, id: 'cy' },
    '2027-03-01T12:00Z',
    { kind: 'reached', engineerId: 'cy' },
  ],
])('%s', (_, target, at, reach) => expect(reachOf(facts, target, Date.parse(at))).toEqual(reach))
