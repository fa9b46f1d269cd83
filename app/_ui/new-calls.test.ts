import { describe, expect, it } from 'vitest'
import { type CallingPage, newCalls } from './new-calls'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 2, minute))
const page = (pageId: string, sentAt: Date | null, mine = true): CallingPage => ({
  pageId,
  mine,
  called: [{ id: 'bo', name: 'Bo', sentAt: at(0) }, ...(mine ? [{ id: 'ana', name: 'Ana', sentAt }] : [])],
})
const before = { at: at(30), pages: [page('known', at(10)), page('of others', null, false)] }

describe('the tone of new pages', () => {
  it.each<[string, CallingPage[], string[]]>([
    ['sounds for a page that has called the reader since', [page('new', at(31))], ['new']],
    ['sounds for one whose first notification is still being tried', [page('new', null)], ['new']],
    ['sounds for one that was recorded a moment late', [page('new', new Date(at(30).getTime() - 20_000))], ['new']],
    ['sounds for a page of others that has escalated to the reader', [page('of others', at(31))], ['of others']],
    ['is silent for a page that was there before', [page('known', at(10))], []],
    ['is silent for pages of others', [page('new', null, false)], []],
    ['is silent for an old page that enters the list when another was acknowledged', [page('old', at(12))], []],
  ])('%s', (_title, pages, expected) => {
    expect(newCalls(before, { at: at(32), pages }, 'ana')).toEqual(expected)
  })
})
