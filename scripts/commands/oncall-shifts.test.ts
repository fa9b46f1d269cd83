import { describe, expect, it } from 'vitest'
import { answerShifts } from './oncall-shifts'

const layer = {
  id: 'day',
  start: '2027-03-01T09:00',
  end: null,
  rotation: { unit: 'week', length: 1 },
  participants: ['ana', 'bo'],
  restrictions: [
    { type: 'daily', from: '09:00', to: '21:00' },
    { type: 'weekly', from: { day: 'FRI', time: '18:00' }, to: { day: 'MON', time: '08:00' } },
  ],
}
const override = {
  id: 'o2',
  kind: 'covers',
  person: 'cy',
  coversFor: 'ana',
  start: '2027-03-01T10:00:00.000Z',
  end: '2027-03-01T12:00:00.000Z',
  createdAt: '2027-02-01T00:00:00.000Z',
}
const question = {
  schedule: { timeZone: 'Europe/London', layers: [layer], overrides: [{ ...override, removedAt: null }] },
  from: '2027-03-01T00:00:00.000Z',
  to: '2027-03-02T00:00:00.000Z',
}
type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
/** The question with one place changed; `undefined` removes it. */
function changed(path: string[], value: Json | undefined): Json {
  const copy = structuredClone(question) as { [key: string]: Json }
  let at = copy
  for (const key of path.slice(0, -1)) at = at[key] as { [key: string]: Json }
  if (value === undefined) delete at[path.at(-1)!]
  else at[path.at(-1)!] = value
  return copy
}

describe('nightdesk oncall shifts', () => {
  it('answers ordered shifts that cover the range', () => {
    expect(answerShifts(question)).toEqual({
      shifts: [
        { from: '2027-03-01T00:00:00.000Z', to: '2027-03-01T09:00:00.000Z', person: null },
        { from: '2027-03-01T09:00:00.000Z', to: '2027-03-01T10:00:00.000Z', person: 'ana' },
        { from: '2027-03-01T10:00:00.000Z', to: '2027-03-01T12:00:00.000Z', person: 'cy' },
        { from: '2027-03-01T12:00:00.000Z', to: '2027-03-01T21:00:00.000Z', person: 'ana' },
        { from: '2027-03-01T21:00:00.000Z', to: '2027-03-02T00:00:00.000Z', person: null },
      ],
    })
  })

  it('accepts a history instead of layers, and an empty range', () => {
    const bare = { ...layer, restrictions: undefined, end: undefined }
    const versions = [
      { inForceFrom: null, layers: [bare] },
      { inForceFrom: '2027-03-02T00:00:00.000Z', layers: [] },
    ]
    const schedule = JSON.parse(JSON.stringify({ timeZone: 'UTC', versions }))
    expect(answerShifts({ schedule, from: '2027-03-01T12:00:00.000Z', to: '2027-03-03T00:00:00.000Z' })).toEqual({
      shifts: [
        { from: '2027-03-01T12:00:00.000Z', to: '2027-03-02T00:00:00.000Z', person: 'ana' },
        { from: '2027-03-02T00:00:00.000Z', to: '2027-03-03T00:00:00.000Z', person: null },
      ],
    })
    expect(answerShifts({ ...question, to: question.from })).toEqual({ shifts: [] })
  })

  it.each<[string, string[], Json | undefined]>([
    ['', [], undefined],
    ['to', ['to'], '2027-02-28T00:00:00.000Z'],
    ['to', ['to'], undefined],
    ['from', ['from'], '2027-03-01T00:00:00.000+08:00'],
    ['from', ['from'], '2027-02-30T00:00:00.000Z'],
    ['schedule.timeZone', ['schedule', 'timeZone'], 'Mars/Olympus'],
    ['schedule.timeZone', ['schedule', 'timeZone'], ''],
    ['schedule', ['schedule'], []],
    ['schedule.layers[0]', ['schedule', 'layers', '0'], null],
    ['schedule.layers[0].participants[1]', ['schedule', 'layers', '0', 'participants', '1'], 7],
    ['schedule.layers[0].rotation.length', ['schedule', 'layers', '0', 'rotation', 'length'], 1e300],
    ['schedule.overrides', ['schedule', 'overrides'], 'none'],
    ['schedule.layers', ['schedule', 'layers'], undefined],
    ['schedule.versions', ['schedule', 'versions'], []],
    ['schedule.nickname', ['schedule', 'nickname'], 'night'],
    ['schedule.layers[0].start', ['schedule', 'layers', '0', 'start'], '2027-03-01T09:00Z'],
    ['schedule.layers[0].start', ['schedule', 'layers', '0', 'start'], '2027-03-01'],
    ['schedule.layers[0].rotation.unit', ['schedule', 'layers', '0', 'rotation', 'unit'], 'month'],
    ['schedule.layers[0].rotation.length', ['schedule', 'layers', '0', 'rotation', 'length'], 0],
    ['schedule.layers[0].rotation.length', ['schedule', 'layers', '0', 'rotation', 'length'], 1.5],
    ['schedule.layers[0].restrictions[0].from', ['schedule', 'layers', '0', 'restrictions', '0', 'from'], '9:00'],
    ['schedule.layers[0].restrictions[0].type', ['schedule', 'layers', '0', 'restrictions', '0', 'type'], 'monthly'],
    ['schedule.layers[0].restrictions[1].to.day', ['schedule', 'layers', '0', 'restrictions', '1', 'to', 'day'], 'MO'],
    ['schedule.overrides[0].end', ['schedule', 'overrides', '0', 'end'], override.start],
    ['schedule.overrides[0].kind', ['schedule', 'overrides', '0', 'kind'], 'swap'],
    ['schedule.overrides[0].coversFor', ['schedule', 'overrides', '0', 'coversFor'], undefined],
    ['schedule.overrides[0].createdAt', ['schedule', 'overrides', '0', 'createdAt'], undefined],
  ])('names %s when it is invalid (%j: %j)', (path, at, value) => {
    const answer = answerShifts(at.length === 0 ? 'not a question' : changed(at, value))
    expect(answer).toMatchObject({ error: { path, message: expect.stringMatching(/\S/) } })
  })
})
