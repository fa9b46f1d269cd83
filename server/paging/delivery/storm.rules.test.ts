import { describe, expect, it } from 'vitest'
import { groupByStorm, isStorm } from './storm.rules'

it.each([
  [1, false],
  [20, false],
  [21, true],
  [500, true],
])('%i filings in ten minutes are a storm: %s', (filings, storm) => expect(isStorm(filings)).toBe(storm))

describe('what waits for a contact method', () => {
  const of = (id: string, organisationId: string | null) => ({ id, organisationId })
  const describeGroups = (storms: [string, number | null][], waiting: ReturnType<typeof of>[]) =>
    groupByStorm(waiting, new Map(storms)).map(
      (group) => `${group.organisationId ?? 'all'}: ${group.deliveries.map(({ id }) => id).join(' ')} @${group.until}`,
    )
  it.each<[string, [string, number | null][], ReturnType<typeof of>[], string[]]>([
    ['is one group without a storm', [], [of('a', 'acme'), of('b', 'other'), of('c', null)], ['all: a b c @null']],
    [
      'is one group without the organisation in a storm, whose notifications are another',
      [['acme', null]],
      [of('a', 'acme'), of('b', 'other'), of('c', 'acme'), of('d', null)],
      ['acme: a c @null', 'all: b d @null'],
    ],
    [
      'defers a storm to the end of its minute and does not wait for it',
      [['acme', 60_000]],
      [of('a', 'acme'), of('b', 'other'), of('c', 'acme')],
      ['all: b @null', 'acme: a c @60000'],
    ],
    [
      'keeps two storms apart',
      [
        ['acme', 60_000],
        ['other', null],
      ],
      [of('a', 'acme'), of('b', 'other')],
      ['other: b @null', 'acme: a @60000'],
    ],
    ['is empty when nothing waits', [['acme', null]], [], []],
  ])('%s', (_, storms, waiting, groups) => expect(describeGroups(storms, waiting)).toEqual(groups))
})
