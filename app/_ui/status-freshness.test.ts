import { describe, expect, it } from 'vitest'
import { isStatusKnown } from './status-freshness'

const now = Date.parse('2026-11-20T08:20:00Z')
const ago = (seconds: number) => new Date(now - seconds * 1_000)

describe('staff see the paging status as current only while it is', () => {
  it.each([
    // [read, failed, connected, known]
    [ago(0), false, true, true],
    [ago(150), false, true, true],
    [ago(151), false, true, false],
    [ago(12), false, false, true],
    [ago(13), false, false, false],
    [ago(1), true, true, false],
    [null, false, true, false],
  ])('read at %s, failed %s, live %s: %s', (readAt, failed, connected, known) => {
    expect(isStatusKnown({ readAt, failed, connected, now })).toBe(known)
  })
})
