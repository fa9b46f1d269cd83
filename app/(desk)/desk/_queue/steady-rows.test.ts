import { expect, test } from 'vitest'
import { steadyRows } from './steady-rows'

const rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]

test('all rows are shown at first', () => {
  expect(steadyRows(rows, null)).toEqual({ visible: rows, waiting: 0 })
})
test('a new row is held back, and a row that has left the list is removed', () => {
  expect(steadyRows(rows, ['b', 'c', 'gone'])).toEqual({ visible: [{ id: 'b' }, { id: 'c' }], waiting: 1 })
})
