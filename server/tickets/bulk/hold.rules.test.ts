import { expect, it } from 'vitest'
import { reasonNotToHoldBulk } from './hold.rules'
import type { BulkVerb } from './schema'

const now = new Date('2026-11-27T02:00:00Z')
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
const S3 = { severity: 'S3' as const, nextDueAt: null }
const due = (seconds: number) => ({ severity: 'S2' as const, nextDueAt: inSeconds(seconds) })

it.each<[string, BulkVerb, string | undefined, Parameters<typeof reasonNotToHoldBulk>[1], string | null]>([
  ['is held', 'assign', undefined, [S3, S3], null],
  ['does not wait with an S1 among the tickets', 'assign', undefined, [S3, { severity: 'S1', nextDueAt: null }], 'S1'],
  ['does not wait when it makes an S1', 'severity', 'S1', [S3], 'S1'],
  ['is held when it makes an S2', 'severity', 'S2', [S3], null],
  ['does not wait for a promise that falls due meanwhile', 'status', 'on_hold', [S3, due(11)], 'clockDue'],
  ['is held when the promise falls due later', 'status', 'on_hold', [due(15)], null],
  ['is held when the promise was missed before', 'severity', 'S4', [due(-1)], null],
  ['is held for what moves no clock', 'tags', undefined, [due(5)], null],
])('a bulk change %s', (_, verb, to, tickets, reason) => {
  expect(reasonNotToHoldBulk({ verb, to }, tickets, now)).toBe(reason)
})
