import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clearLines, labelSides, textWidth, trackScale } from './clock-track-scale'

const hour = 3_600_000
const start = Date.UTC(2026, 10, 21, 2)

test('the future takes at most a third of the width, however late the resolution is due', () => {
  const scale = trackScale(start, start + 2 * hour, [start + 24 * hour])
  expect(scale.from).toBe(start)
  expect(scale.to - (start + 2 * hour)).toBeLessThan((scale.to - start) * 0.4)
})

test('the present and every line lie inside the track, with at most nine lines', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 300 * 24 * hour }),
      fc.array(fc.integer({ min: -hour, max: 90 * 24 * hour })),
      (age, dues) => {
        const now = start + age
        const scale = trackScale(
          start,
          now,
          dues.map((due) => now + due),
        )
        expect(scale.to).toBeGreaterThan(now)
        expect(scale.lines.length).toBeLessThanOrEqual(9)
        for (const line of scale.lines) {
          expect(line).toBeGreaterThanOrEqual(scale.from)
          expect(line).toBeLessThanOrEqual(scale.to)
        }
      },
    ),
  )
})

test("an answer's label is never hidden under the next answer's dot: it is placed to the left or omitted", () => {
  const label = 'Workaround'
  const width = textWidth(label)
  expect(labelSides([{ x: 200, label }], 100, 700)).toEqual(['right'])
  expect(
    labelSides(
      [
        { x: 200, label },
        { x: 220, label },
      ],
      100,
      700,
    ),
  ).toEqual(['left', 'right'])
  expect(
    labelSides(
      [
        { x: 200, label },
        { x: 210, label },
        { x: 220, label },
      ],
      100,
      700,
    ),
  ).toEqual(['left', null, 'right'])
  // At the right edge a name would run out of the drawing.
  expect(labelSides([{ x: 690, label }], 100, 700)).toEqual(['left'])
  expect(labelSides([{ x: 100 + width / 2, label }], 100, 100 + width)).toEqual([null])
})

test('a line is omitted where it would touch the labels of the start and the present', () => {
  const lines = [100, 140, 300].map((x) => ({ at: x * 10, x }))
  expect(clearLines(lines, [100, 310], 30)).toEqual([1400])
})
