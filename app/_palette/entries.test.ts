// cspell:ignore Aana
import { describe, expect, it } from 'vitest'
import { matching, peopleOf } from './entries'

const entry = (label: string) => ({ key: label, label, href: `/${label}` })

describe('the palette', () => {
  it.each([
    ['', ['Queue', 'On call', '值班']],
    ['  CALL on ', ['On call']],
    ['班', ['值班']],
    ['nothing', []],
  ])('finds pages for %j', (typed, labels) => {
    const pages = ['Queue', 'On call', '值班'].map(entry)
    expect(matching(pages, typed).map(({ label }) => label)).toEqual(labels)
  })

  it('names a person once for what they work on and once for what they filed, and searches by address', () => {
    const ana = { value: 'ana@x.test', label: 'Ana Lim' }
    expect(peopleOf([ana], [ana], (key) => key)).toEqual([
      {
        key: 'assignee-ana@x.test',
        label: 'Ana Lim',
        hint: 'palette.assigned',
        href: '/desk?view=all&q=assignee%3Aana%40x.test',
      },
      {
        key: 'filer-ana@x.test',
        label: 'Ana Lim',
        hint: 'palette.filed',
        href: '/desk?view=all&q=filer%3Aana%40x.test',
      },
    ])
  })
})
