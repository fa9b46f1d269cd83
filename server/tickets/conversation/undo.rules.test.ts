import { expect, test } from 'vitest'
import { type HoldFacts, reasonNotToHold } from './undo.rules'

const now = new Date('2026-11-27T02:00:00.000Z')
const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
const calm: HoldFacts = { severity: 'S3', clocks: [], pageNextAt: null, workerBeatAt: after(-3) }
const clock = (state: 'running' | 'paused' | 'breached', seconds: number) => ({
  state,
  dueAt: after(seconds).getTime(),
})

test.each<[string, Partial<HoldFacts>, ReturnType<typeof reasonNotToHold>]>([
  ['a message on a ticket without urgency can be undone', {}, null],
  ['a message on an S1 is not held', { severity: 'S1' }, 'S1'],
  ['a message is not held when a clock is due within the ten seconds', { clocks: [clock('running', 9)] }, 'clockDue'],
  [
    'a message is not held when a clock is due before the next sweep after them',
    { clocks: [clock('running', 13)] },
    'clockDue',
  ],
  ['a message is held when a clock is due in a minute', { clocks: [clock('running', 60)] }, null],
  ['a message is held when the clock has already breached', { clocks: [clock('breached', -60)] }, null],
  [
    'a message is not held when the next step of a page is due, so that nobody is woken unnecessarily',
    { pageNextAt: after(8) },
    'pageDue',
  ],
  ['a message is held when the next step of a page is later', { pageNextAt: after(120) }, null],
  ['a message is not held when no worker would send it', { workerBeatAt: after(-45) }, 'workerSilent'],
  ['a message is held when no worker has run yet', { workerBeatAt: null }, null],
])('%s', (_name, more, reason) => {
  expect(reasonNotToHold({ ...calm, ...more }, now)).toBe(reason)
})
