import { expect, it } from 'vitest'
import { queueViews } from '@/server/tickets/facts'
import { meaningOf, viewLetters } from './queue-keys'

it.each([
  ['m', 200, { view: 'mine' }],
  ['z', 1_500, { view: 'snoozed' }],
  ['m', 1_501, 'act'],
  ['m', null, 'act'],
  ['a', 200, 'act'],
])('%s, %s ms after G', (key, since, meaning) => {
  expect(meaningOf(key, since)).toEqual(meaning)
})

it('every built-in view has a letter of its own', () => {
  expect(Object.values(viewLetters).sort()).toEqual([...queueViews].sort())
})
