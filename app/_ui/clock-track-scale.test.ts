import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trackScale } from './clock-track-scale'

const hour = 3_600_000
const start = Date.UTC(2026, 10, 21, 2)

test('the future takes at most a third, however far the resolution is due', () => {
  const scale = trackScale(start, start + 2 * hour, [start + 24 * hour])
  expect(scale.from).toBe(start)
  expect(scale.to - (start + 2 * hour)).toBeLessThan((scale.to - start) * 0.4)
})

test('now and every line lie inside, and never more than nine lines', () => {
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
