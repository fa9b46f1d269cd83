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
  ['a calm ticket can be undone', {}, null],
  ['an S1 does not wait', { severity: 'S1' }, 'S1'],
  ['a clock that is due within the ten seconds does not wait', { clocks: [clock('running', 9)] }, 'clockDue'],
  ['nor one that is due before the next sweep after them', { clocks: [clock('running', 13)] }, 'clockDue'],
  ['a clock due in a minute can wait', { clocks: [clock('running', 60)] }, null],
  ['a breach that has happened is not made worse', { clocks: [clock('breached', -60)] }, null],
  [
    'a page whose next step is due does not wait, so that nobody is woken for nothing',
    { pageNextAt: after(8) },
    'pageDue',
  ],
  ['a page that waits longer can wait', { pageNextAt: after(120) }, null],
  ['nothing is held that no worker would send', { workerBeatAt: after(-45) }, 'workerSilent'],
  ['an installation whose worker has not run yet holds', { workerBeatAt: null }, null],
])('%s', (_name, more, reason) => {
  expect(reasonNotToHold({ ...calm, ...more }, now)).toBe(reason)
})
