import { describe, expect, it } from 'vitest'
import type { Layer, Override, ScheduleFacts } from '../schema'
import { layerRows, replacedBy } from './rows.rules'

const at = (text: string) => Date.parse(`${text}:00Z`)
const layer = (id: string, participants: string[], more: Partial<Layer> = {}): Layer => ({
  id,
  start: '2026-11-01T00:00',
  rotation: { unit: 'day', length: 1 },
  participants,
  restrictions: [],
  ...more,
})
const override = (
  id: string,
  person: string,
  start: string,
  end: string,
  coversFor: string | null = null,
): Override => ({
  id,
  kind: coversFor ? 'covers' : 'onCall',
  person,
  coversFor,
  start: at(start),
  end: at(end),
  createdAt: 0,
  removedAt: null,
})
const edited: ScheduleFacts = {
  timeZone: 'UTC',
  versions: [
    { inForceFrom: null, layers: [layer('base', ['ana']), layer('nights', ['bo'])] },
    { inForceFrom: at('2026-11-10T12:00'), layers: [layer('base', ['mia'])] },
  ],
  overrides: [],
}

describe('the rows of the layers', () => {
  it('keep what was in force before an edit', () => {
    expect(layerRows(edited, at('2026-11-10T00:00'), at('2026-11-11T00:00'))).toEqual([
      {
        id: 'nights',
        removed: true,
        shifts: [{ from: at('2026-11-10T00:00'), to: at('2026-11-10T12:00'), person: 'bo', leftStaff: null }],
      },
      {
        id: 'base',
        removed: false,
        shifts: [
          { from: at('2026-11-10T00:00'), to: at('2026-11-10T12:00'), person: 'ana', leftStaff: null },
          { from: at('2026-11-10T12:00'), to: at('2026-11-11T00:00'), person: 'mia', leftStaff: null },
        ],
      },
    ])
  })

  it('omit a layer that was removed before the range', () => {
    expect(layerRows(edited, at('2026-11-12T00:00'), at('2026-11-13T00:00')).map(({ id }) => id)).toEqual(['base'])
  })

  it('show a current layer without shifts in the range as empty', () => {
    const later = {
      ...edited,
      versions: [{ inForceFrom: null, layers: [layer('l', ['ana'], { start: '2027-01-01T00:00' })] }],
    }
    expect(layerRows(later, at('2026-11-12T00:00'), at('2026-11-13T00:00'))).toEqual([
      { id: 'l', removed: false, shifts: [] },
    ])
  })
})

describe('the people whom an override replaces', () => {
  const facts = {
    ...edited,
    versions: [{ inForceFrom: null, layers: [layer('l', ['ana', 'bo'], { end: '2026-11-05T00:00' })] }],
  }
  it.each([
    [override('o', 'mia', '2026-11-01T12:00', '2026-11-02T12:00'), ['ana', 'bo']],
    [override('o', 'mia', '2026-11-04T12:00', '2026-11-05T12:00'), ['bo', null]],
    [override('o', 'ana', '2026-11-01T00:00', '2026-11-02T00:00'), []],
  ])('%#', (one, people) => {
    expect(replacedBy({ ...facts, overrides: [one] }, 'o')).toEqual(people)
  })

  it('are determined with the other overrides in force', () => {
    const before = override('first', 'eve', '2026-11-01T00:00', '2026-11-02T00:00')
    const one = override('o', 'mia', '2026-11-01T00:00', '2026-11-02T00:00')
    expect(replacedBy({ ...facts, overrides: [before, one] }, 'o')).toEqual(['eve'])
    expect(replacedBy(facts, 'unknown')).toEqual([])
  })
})
