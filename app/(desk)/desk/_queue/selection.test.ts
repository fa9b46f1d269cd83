import { describe, expect, it } from 'vitest'
import { selectionAfter, withRows } from './selection'

const rows = ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'].map((reference) => ({
  reference,
  severity: 'S3',
  createdAt: new Date(0),
}))
const selected = (...references: string[]) =>
  new Map(rows.filter(({ reference }) => references.includes(reference)).map((row) => [row.reference, row]))

describe('a click on a row', () => {
  it.each([
    ['selects it', [], 'A-2', null, 9, ['A-2']],
    ['deselects it', ['A-2', 'A-3'], 'A-2', null, 9, ['A-3']],
    ['with Shift selects up to it, downwards', ['A-2'], 'A-4', 'A-2', 9, ['A-2', 'A-3', 'A-4']],
    ['with Shift selects up to it, upwards', ['A-4'], 'A-2', 'A-4', 9, ['A-4', 'A-2', 'A-3']],
    ['with Shift deselects up to it', ['A-1', 'A-2', 'A-3'], 'A-3', 'A-2', 9, ['A-1']],
    ['with Shift after a row that is gone selects it alone', [], 'A-2', 'A-9', 9, ['A-2']],
    ['on a row that is gone changes nothing', ['A-1'], 'A-9', 'A-1', 9, ['A-1']],
    ['selects no more than the limit', ['A-1'], 'A-4', 'A-2', 3, ['A-1', 'A-2', 'A-3']],
  ])('%s', (_, before, at, from, max, after) => {
    expect([...selectionAfter(selected(...before), rows, { at, from, max }).keys()]).toEqual(after)
  })
})

it('all rows of a page join what was selected on other pages, and leave it again', () => {
  const other = { reference: 'B-1', severity: 'S1', createdAt: new Date(0) }
  const all = withRows(new Map([['B-1', other]]), rows, true, 200)
  expect(all.size).toBe(6)
  expect([...withRows(all, rows, false, 200).keys()]).toEqual(['B-1'])
})
