// cspell:ignore ＩＮＤＯＮＥＳＩＡ
import { describe, expect, it } from 'vitest'
import { locales } from '@/server/vocabulary/locale'
import { severities } from '@/server/vocabulary/severity'
import { checkRouting } from './checks.rules'
import type { RoutingConditions, RoutingOutcome } from './schema'

const world = {
  hasTeam: (id: string) => id === 'team',
  hasPolicy: (id: string) => id === 'policy',
  hasOrganisation: (id: string) => id !== 'archived',
  hasPlan: (id: string) => id === 'plan',
}
type Given = Partial<RoutingConditions> & { then?: Partial<RoutingOutcome> }
const check = (...given: Given[]) => {
  const rules = given.map(({ then, ...when }, index) => ({
    id: String(index + 1),
    name: `rule ${String(index + 1)}`,
    when: {
      products: [],
      scenarios: [],
      regions: [],
      languages: [],
      planIds: [],
      severities: [],
      organisationIds: [],
      words: [],
      ...when,
    },
    then: { team: 'team', tags: [], policyId: null, ...then },
  }))
  const otherwise = { team: 'project', tags: [], policyId: null }
  return Object.fromEntries(checkRouting({ rules, otherwise }, world).rules)
}
const coveredBy = (by: string) => [{ kind: 'covered', by }]

describe('a routing rule that an earlier one covers', () => {
  it.each<[string, Given, Given]>([
    ['the same', { severities: ['S1'] }, { severities: ['S1'] }],
    ['fewer severities', { severities: ['S1', 'S2'] }, { severities: ['S2'] }],
    ['one more condition', { severities: ['S1'] }, { severities: ['S1'], regions: ['Indonesia'] }],
    ['a region in other letters', { regions: ['Indonesia'] }, { regions: ['ＩＮＤＯＮＥＳＩＡ'] }],
    ['a longer word', { words: ['recon'] }, { words: ['reconnect'] }],
    ['more words', { words: ['黑屏'] }, { words: ['黑屏 频道'] }],
    ['one of its words', { words: ['黑屏', '花屏'] }, { words: ['花屏'] }],
    ['a quoted word', { words: ['reconnect'] }, { words: ['"reconnect"'] }],
    ['a phrase with its quoted word', { words: ['"reconnect"'] }, { words: ['"reconnect loop"'] }],
    ['the same exclusion', { words: ['a -b'] }, { words: ['a c -b'] }],
    ['a wider exclusion', { words: ['a -reconnect'] }, { words: ['a -recon'] }],
    ['every severity, asked for by name', { severities: [...severities], languages: [...locales] }, { words: ['a'] }],
  ])('is reported: %s', (_, first, second) => {
    expect(check(first, second)['2']).toEqual(coveredBy('1'))
  })

  it.each<[string, Given, Given]>([
    ['another severity', { severities: ['S1'] }, { severities: ['S1', 'S2'] }],
    ['one condition less', { severities: ['S1'], regions: ['Indonesia'] }, { severities: ['S1'] }],
    ['a shorter word', { words: ['reconnect'] }, { words: ['recon'] }],
    ['fewer words', { words: ['黑屏 频道'] }, { words: ['黑屏'] }],
    ['a word that was quoted', { words: ['"reconnect"'] }, { words: ['reconnect'] }],
    ['a quoted word that only begins alike', { words: ['"recon"'] }, { words: ['reconnect'] }],
    ['one word more to choose from', { words: ['黑屏'] }, { words: ['黑屏', '花屏'] }],
    ['no exclusion', { words: ['a -b'] }, { words: ['a'] }],
    ['a narrower exclusion', { words: ['a -recon'] }, { words: ['a -reconnect'] }],
    ['a rule that is skipped', { then: { team: 'gone' } }, { severities: ['S1'] }],
  ])('is not reported: %s', (_, first, second) => {
    expect(check(first, second)['2']).toBeUndefined()
  })
})

describe('a routing rule', () => {
  it('that takes every ticket is reported with the number of rules after it, which are covered', () => {
    const found = check({ severities: ['S1'] }, {}, { words: ['a'] }, { severities: ['S2'] })
    expect(found).toEqual({
      2: [{ kind: 'takesAll', later: 2 }],
      3: coveredBy('2'),
      4: coveredBy('2'),
    })
  })

  it.each<[string, Given, unknown[]]>([
    ['whose team is gone', { severities: ['S1'], then: { team: 'gone' } }, [{ kind: 'teamGone' }]],
    ['whose policy is gone', { severities: ['S1'], then: { policyId: 'gone' } }, [{ kind: 'policyGone' }]],
    [
      'that names an archived organisation',
      { organisationIds: ['acme', 'archived'] },
      [{ kind: 'archived', organisationIds: ['archived'], all: false }],
    ],
    [
      'that names only archived organisations',
      { organisationIds: ['archived'] },
      [{ kind: 'archived', organisationIds: ['archived'], all: true }],
    ],
    ['that names a plan that is gone', { planIds: ['plan', 'gone'] }, [{ kind: 'plansGone', all: false }]],
    ['whose words exclude what they ask for', { words: ['reconnect -recon'] }, [{ kind: 'contradiction' }]],
    ['of which one entry can be found', { words: ['reconnect -recon', 'b'] }, []],
    ['without anything unusual', { severities: ['S1'], planIds: ['plan'], then: { policyId: 'policy' } }, []],
  ])('%s', (_, given, expected) => {
    expect(check(given)['1'] ?? []).toEqual(expected)
  })

  it('is not needed: a default whose team or policy is gone is reported too', () => {
    const otherwise = { team: 'gone', tags: [], policyId: 'gone' }
    expect(checkRouting({ rules: [], otherwise }, world).otherwise).toEqual([
      { kind: 'teamGone' },
      { kind: 'policyGone' },
    ])
  })
})
