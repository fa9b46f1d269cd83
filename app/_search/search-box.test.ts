import { createElement } from 'react'
import { expect, it } from 'vitest'
import { render } from '@/tests/support/render'
import { SearchBox } from './search-box'

it('a query is shown as removable pills and text, and what is no filter is said to be words', () => {
  const { html, text } = render(
    createElement(SearchBox, {
      id: 'search',
      query: 'severity:S1 消息 colour:red',
      onChange: () => undefined,
      viewer: 'staff',
      ticketsPath: '/desk/tickets',
    }),
    { viewer: null, now: new Date('2027-03-01T00:00:00.000Z') },
  )
  expect(html).toContain('aria-label="Remove severity:S1"')
  expect(html).toContain('value="消息 colour:red"')
  expect(html).toContain('aria-label="Search tickets"')
  expect(text).toContain('colour:red is no filter, so it is searched as words.')
})
