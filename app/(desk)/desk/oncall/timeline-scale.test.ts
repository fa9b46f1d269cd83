import { describe, expect, it } from 'vitest'
import { drawnSpan, instantAt, labelPlace, placeOf, rangeFrom, snapped, steppedSpan, ticks } from './timeline-scale'

const at = (text: string) => Date.parse(text)
const hour = 3_600_000
const scale = { from: 0, to: 100 * hour, left: 120, right: 1120 }

describe('a timeline', () => {
  it.each([
    [0, 120],
    [50 * hour, 620],
    [100 * hour, 1120],
    [-hour, 120],
    [200 * hour, 1120],
  ])('draws %i at %i', (instant, place) => {
    expect(placeOf(scale, instant)).toBe(place)
  })

  it('converts a position back to its instant, within the ends of the range', () => {
    expect(instantAt(scale, 620)).toBe(50 * hour)
    expect(instantAt(scale, 0)).toBe(0)
    expect(instantAt(scale, 5000)).toBe(100 * hour)
    // Instants are whole milliseconds, wherever the pointer is.
    expect(instantAt({ ...scale, right: 1123.7 }, 333.3) % 1).toBe(0)
  })

  it('marks midnights in the requested zone, and only Mondays when zoomed out', () => {
    const range = [at('2026-11-20T00:00:00Z'), at('2026-11-24T00:00:00Z')] as const
    expect(ticks(...range, 'Asia/Shanghai', false).map((one) => new Date(one).toISOString())).toEqual([
      '2026-11-20T16:00:00.000Z',
      '2026-11-21T16:00:00.000Z',
      '2026-11-22T16:00:00.000Z',
      '2026-11-23T16:00:00.000Z',
    ])
    expect(ticks(...range, 'UTC', true)).toEqual([at('2026-11-23T00:00:00Z')])
  })

  it('keeps whole local days when the clocks change', () => {
    const { from, to } = rangeFrom(at('2026-10-20T10:00:00Z'), 'fortnight', 'Europe/Berlin')
    expect([new Date(from).toISOString(), new Date(to).toISOString()]).toEqual([
      '2026-10-19T22:00:00.000Z',
      '2026-11-02T23:00:00.000Z',
    ])
  })
})

describe('a span', () => {
  it('drawn in either direction is the same, rounded to local times', () => {
    const a = at('2026-11-20T03:40:00Z')
    const b = at('2026-11-20T09:10:00Z')
    const span = { from: at('2026-11-20T03:30:00Z'), to: at('2026-11-20T09:30:00Z') }
    expect(drawnSpan(a, b, hour, 'Asia/Kolkata')).toEqual(span)
    expect(drawnSpan(b, a, hour, 'Asia/Kolkata')).toEqual(span)
  })

  it('drawn by a click is one unit long', () => {
    expect(drawnSpan(at('2026-11-20T03:10:00Z'), at('2026-11-20T03:12:00Z'), hour, 'UTC')).toEqual({
      from: at('2026-11-20T03:00:00Z'),
      to: at('2026-11-20T04:00:00Z'),
    })
  })

  it.each([
    ['ArrowRight', false, { from: 1 * hour, to: 3 * hour }],
    ['ArrowLeft', false, { from: -1 * hour, to: 1 * hour }],
    ['ArrowDown', false, { from: 24 * hour, to: 26 * hour }],
    ['ArrowRight', true, { from: 0, to: 3 * hour }],
    ['ArrowLeft', true, { from: 0, to: 1 * hour }],
    ['ArrowUp', true, { from: 0, to: 1 * hour }],
    ['a', false, null],
  ])('moves with the key %s (Shift %s)', (key, withShift, span) => {
    expect(steppedSpan({ from: 0, to: 2 * hour }, key, withShift, hour)).toEqual(span)
  })

  it('rounds over a skipped hour to the time after it', () => {
    expect(snapped(at('2027-03-28T01:10:00Z'), hour, 'Europe/Berlin')).toBe(at('2027-03-28T01:00:00Z'))
  })
})

describe('a label', () => {
  const names = [
    { text: 'Ana Lim', width: 45 },
    { text: 'Ana', width: 20 },
    { text: 'AL', width: 13 },
  ]
  it.each([
    ['starts where its bar starts', { left: 100, right: 300 }, 0, null, 'Ana Lim', 105],
    ['is shortened to fit', { left: 100, right: 140 }, 0, null, 'Ana', 105],
    ['shrinks to initials', { left: 100, right: 124 }, 0, null, 'AL', 105],
    ['is placed after a line that would cross it', { left: 100, right: 300 }, 0, 120, 'Ana Lim', 125],
    ['stays before a line that is further to the right', { left: 100, right: 300 }, 0, 160, 'Ana Lim', 105],
    ['is shortened when only less fits beside the line', { left: 100, right: 165 }, 0, 130, 'Ana', 105],
    [
      'stays in view when its bar begins before the visible range',
      { left: 100, right: 300 },
      180,
      null,
      'Ana Lim',
      185,
    ],
  ])('%s', (_, bar, view, line, text, x) => {
    const place = labelPlace(bar, names, view, line)
    expect([place?.name.text, place?.x]).toEqual([text, x])
  })
  it('is omitted where nothing fits', () => {
    expect(labelPlace({ left: 100, right: 110 }, names, 0, null)).toBeNull()
    expect(labelPlace({ left: 100, right: 200 }, names, 190, null)).toBeNull()
  })
})
