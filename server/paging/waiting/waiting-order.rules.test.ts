import { describe, expect, it } from 'vitest'
import { orderWaiting } from './waiting-order.rules'

const page = (name: string, severity: string, minute: number, more: { mine?: boolean; drill?: boolean } = {}) => ({
  name,
  severity,
  drill: more.drill ?? false,
  mine: more.mine ?? false,
  openedAt: new Date(Date.UTC(2026, 10, 20, 2, minute)),
})
const names = (...pages: ReturnType<typeof page>[]) => orderWaiting(pages).map(({ name }) => name)

describe('the pages that a banner shows', () => {
  it("begin with an unacknowledged S1, even before the reader's own page of an S3", () => {
    expect(names(page('my S3', 'S3', 0, { mine: true }), page('an S1', 'S1', 9))).toEqual(['an S1', 'my S3'])
  })

  it("show the reader's own S1 before an older S1 of others", () => {
    expect(names(page('an S1', 'S1', 0), page('my S1', 'S1', 9, { mine: true }))).toEqual(['my S1', 'an S1'])
  })

  it('never let a drill hide a page of a ticket that is urgent or the reader’s own', () => {
    expect(
      names(
        page('drill', 'S1', 0, { mine: true, drill: true }),
        page('my S4', 'S4', 5, { mine: true }),
        page('an S1', 'S1', 9),
        page('an S2', 'S2', 1),
      ),
    ).toEqual(['an S1', 'my S4', 'drill', 'an S2'])
  })

  it('then follow by severity and age', () => {
    expect(names(page('S3', 'S3', 0), page('young S2', 'S2', 8), page('old S2', 'S2', 1))).toEqual([
      'old S2',
      'young S2',
      'S3',
    ])
  })
})
