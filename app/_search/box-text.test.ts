import { expect, it } from 'vitest'
import type { Searcher } from '@/server/tickets/search/query.rules'
import { completeKey, completeValue, joinQuery, lastToken, splitQuery, takeFilters } from './box-text'

const staff: Searcher = { viewer: 'staff', me: 'ana@vendor.test', timeZone: 'UTC' }
const customer: Searcher = { ...staff, viewer: 'customer' }

it.each([
  ['severity:S1 消息 丢失', ['severity:S1'], '消息 丢失'],
  ['lost org:"ACME, BETA" now', ['org:"ACME, BETA"'], 'lost now'],
  ['-status:closed "two words"', ['-status:closed'], '"two words"'],
  ['severity:S9 foo:bar', [], 'severity:S9 foo:bar'],
  ['"""', [], '"" "'],
  ['tag:', [], 'tag:'],
])('the query %s is shown as pills and text, and joined to a query that finds the same', (query, pills, text) => {
  expect(splitQuery(query, staff)).toEqual({ pills, text })
  expect(splitQuery(joinQuery({ pills, text }), staff)).toEqual({ pills, text })
})

it('a filter of staff is text for a customer', () => {
  expect(splitQuery('tag:launch status:open', customer)).toEqual({ pills: ['status:open'], text: 'tag:launch' })
})

it('a filter becomes a pill once it is complete', () => {
  expect(takeFilters('lost severity:S1 ', staff)).toEqual({ pills: ['severity:S1'], text: 'lost ' })
  expect(takeFilters('severity：S1', staff)).toEqual({ pills: ['severity:S1'], text: '' })
  expect(takeFilters('org:"AC ', staff)).toBe(null)
  expect(takeFilters('severity:S9 ', staff)).toBe(null)
})

it.each([
  ['lost sev', { from: 5, minus: '', key: null, typed: 'sev' }],
  ['-', { from: 0, minus: '-', key: null, typed: '' }],
  ['severity:', { from: 0, minus: '', key: 'severity', typed: '' }],
  ['a -severity：S1,s', { from: 2, minus: '-', key: 'severity', typed: 's' }],
  ['https://x', { from: 0, minus: '', key: null, typed: 'https://x' }],
  ['x team:"Real t', { from: 2, minus: '', key: 'team', typed: 'Real t' }],
  ['lost ', { from: 5, minus: '', key: null, typed: '' }],
])('completion of %s continues its last token', (text, token) => {
  expect(lastToken(text, 'staff')).toEqual(token)
})

it('completes a key, and a value with quotation marks where a query needs them', () => {
  expect(completeKey('lost sev', lastToken('lost sev', 'staff'), 'severity')).toBe('lost severity:')
  expect(completeValue('lost team:Re', lastToken('lost team:Re', 'staff'), 'Real time')).toEqual({
    pills: ['team:"Real time"'],
    text: 'lost ',
  })
  expect(completeValue('-team:"Re', lastToken('-team:"Re', 'staff'), 'Real')).toEqual({
    pills: ['-team:Real'],
    text: '',
  })
})
