// cspell:ignore ｉｎｄｏｎｅｓｉａ
import { describe, expect, it } from 'vitest'
import { changesOf } from './changes.rules'
import { prepareRouting, type RoutedTicket, routeTicket } from './routing.rules'
import { type RoutingConditions, type RoutingOutcome, type RoutingRule, routingSchema } from './schema'

const media = '00000000-0000-4000-8000-00000000000a'
const gone = '00000000-0000-4000-8000-00000000000b'
const night = '00000000-0000-4000-8000-00000000000c'
const acme = '00000000-0000-4000-8000-00000000000d'
const gold = '00000000-0000-4000-8000-00000000000e'

const known = { hasTeam: (id: string) => id === media, hasPolicy: (id: string) => id === night }
const ids = new Map<string, string>()
const idOf = (name: string) => {
  const id = ids.get(name) ?? `00000000-0000-4000-8000-${String(ids.size + 1).padStart(12, '0')}`
  ids.set(name, id)
  return id
}
const rule = (
  name: string,
  when: Partial<RoutingConditions> = {},
  then: Partial<RoutingOutcome> = {},
): RoutingRule => ({
  id: idOf(name),
  name,
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
  then: { team: 'none', tags: [], policyId: null, ...then },
})
const listOf = (rules: RoutingRule[], otherwise: Partial<RoutingOutcome> = {}) => ({
  rules,
  otherwise: { team: 'project', tags: [], policyId: null, ...otherwise } satisfies RoutingOutcome,
})

const ticket: RoutedTicket = {
  product: 'voice_call',
  scenario: 'meeting',
  region: 'Indonesia',
  language: 'zh-CN',
  planId: gold,
  severity: 'S2',
  organisationId: acme,
  projectTeamId: 'the project’s team',
  text: { subject: '加入频道后黑屏', body: 'Error -10008 after every reconnect; ERR_TIMEOUT in v4.6.1' },
}
const routed = (rules: RoutingRule[], of: Partial<RoutedTicket> = {}, otherwise: Partial<RoutingOutcome> = {}) =>
  routeTicket(prepareRouting(listOf(rules, otherwise)), { ...ticket, ...of }, known)
const isTaken = (when: Partial<RoutingConditions>, of: Partial<RoutedTicket> = {}) =>
  routed([rule('one', when)], of)?.rule !== null

describe('a condition of a routing rule', () => {
  it.each<[string, Partial<RoutingConditions>, Partial<RoutedTicket>, boolean]>([
    ['none is given', {}, {}, true],
    ['none is given, for a ticket that says nothing', {}, { product: null, region: '', planId: null }, true],
    ['its product', { products: ['voice_call'] }, {}, true],
    ['one of its products', { products: ['video_call', 'voice_call'] }, {}, true],
    ['another product', { products: ['video_call'] }, {}, false],
    ['a product, and the ticket names none', { products: ['voice_call'] }, { product: null }, false],
    ['its scenario', { scenarios: ['meeting'] }, {}, true],
    ['another scenario', { scenarios: ['game_voice'] }, {}, false],
    ['its language', { languages: ['zh-CN'] }, {}, true],
    ['another language', { languages: ['en'] }, {}, false],
    ['its plan', { planIds: [gold] }, {}, true],
    ['another plan', { planIds: [gone] }, {}, false],
    ['a plan, and the organisation has none', { planIds: [gold] }, { planId: null }, false],
    ['its severity', { severities: ['S1', 'S2'] }, {}, true],
    ['another severity', { severities: ['S3', 'S4'] }, {}, false],
    ['its organisation', { organisationIds: [acme] }, {}, true],
    ['another organisation', { organisationIds: [gone] }, {}, false],
    ['its region in other letters', { regions: ['INDONESIA'] }, {}, true],
    ['its region in full-width letters', { regions: ['ｉｎｄｏｎｅｓｉａ'] }, {}, true],
    ['its region with other marks', { regions: ['Hong-Kong'] }, { region: 'hong kong' }, true],
    ['a part of its region', { regions: ['Indo'] }, {}, false],
    ['its region in the other language', { regions: ['印度尼西亚'] }, {}, true],
    ['a place that is no known region', { regions: ['雅加达 机房'] }, { region: '雅加达-机房' }, true],
    ['a region, and the ticket names none', { regions: ['Indonesia'] }, { region: '' }, false],
    ['a region with nothing in it', { regions: ['—'] }, {}, true],
    ['all of several', { products: ['voice_call'], severities: ['S2'], regions: ['indonesia'] }, {}, true],
    ['all but one of several', { products: ['voice_call'], severities: ['S1'] }, {}, false],
  ])('holds or not: %s', (_, when, of, expected) => {
    expect(isTaken(when, of)).toBe(expected)
  })
})

describe('words of a routing rule', () => {
  it.each<[string, string[], boolean]>([
    ['a word of the body', ['reconnect'], true],
    ['the beginning of a word', ['recon'], true],
    ['the middle of a word', ['connect'], false],
    ['a quoted beginning of a word', ['"recon"'], false],
    ['a quoted word', ['"reconnect"'], true],
    ['Chinese within a text', ['黑屏'], true],
    ['Chinese that is not there', ['花屏'], false],
    ['words of subject and body together', ['黑屏 reconnect'], true],
    ['words of which one is missing', ['黑屏 echo'], false],
    ['an error code', ['-10008'], true],
    ['a part of an error code', ['1000'], true],
    ['the end of an error code', ['0008'], false],
    ['other letter case and width', ['ＥＲＲ＿timeout'], true],
    ['a version', ['4.6.1'], true],
    ['a phrase', ['"every reconnect"'], true],
    ['words in another order, quoted', ['"reconnect every"'], false],
    ['an excluded word that is not there', ['reconnect -echo'], true],
    ['an excluded word that is there', ['reconnect -timeout'], false],
    ['an excluded word that is only within a word', ['reconnect -connect'], true],
    ['one of several entries', ['echo', '黑屏'], true],
    ['none of several entries', ['echo', 'noise'], false],
    ['what a search would read as a filter', ['severity:S2'], false],
    ['entries with nothing in them', ['…', '""'], true],
  ])('are looked for as a search does: %s', (_, words, expected) => {
    expect(isTaken({ words })).toBe(expected)
  })

  it('are undecided while the text is being written, unless another condition fails', () => {
    const withWords = rule('words', { severities: ['S2'], words: ['黑屏'] })
    expect(routed([withWords], { text: null })).toBeNull()
    expect(routed([rule('first'), withWords], { text: null })?.rule?.name).toBe('first')
    expect(routed([withWords, rule('next')], { text: null, severity: 'S3' })?.rule?.name).toBe('next')
  })
})

describe('routing', () => {
  it('goes by the first rule that takes the ticket', () => {
    const rules = [rule('S1', { severities: ['S1'] }), rule('meetings', { scenarios: ['meeting'] }), rule('all')]
    expect(routed(rules)?.rule?.name).toBe('meetings')
    expect(routed(rules.toReversed())?.rule?.name).toBe('all')
  })

  it('gives the team, the tags and the policy of the rule', () => {
    expect(routed([rule('one', {}, { team: media, tags: ['vip'], policyId: night })])).toEqual({
      rule: { id: idOf('one'), name: 'one' },
      teamId: media,
      policyId: night,
      tags: ['vip'],
    })
  })

  it.each<[RoutingOutcome['team'], string | null]>([
    ['project', 'the project’s team'],
    ['none', null],
    [media, media],
  ])('gives the team "%s"', (team, expected) => {
    expect(routed([rule('one', {}, { team })])?.teamId).toBe(expected)
  })

  it('gives what the default says when no rule takes the ticket', () => {
    const none = rule('S1', { severities: ['S1'] })
    const otherwise = { team: media, tags: ['rest'], policyId: night }
    expect(routed([none], {}, otherwise)).toEqual({ rule: null, teamId: media, policyId: night, tags: ['rest'] })
  })

  it('skips a rule whose team or policy is gone', () => {
    const rules = [rule('team', {}, { team: gone }), rule('policy', {}, { policyId: gone }), rule('whole')]
    expect(routed(rules)?.rule?.name).toBe('whole')
  })

  it('keeps a ticket that only a broken default takes: with the project’s team and the closest policy', () => {
    expect(routed([], {}, { team: gone, tags: ['rest'], policyId: gone })).toEqual({
      rule: null,
      teamId: 'the project’s team',
      policyId: null,
      tags: ['rest'],
    })
    expect(routed([], {}, { team: gone, policyId: night })).toMatchObject({ policyId: night })
    expect(routed([], {}, { team: media, policyId: gone })).toMatchObject({ teamId: media, policyId: null })
  })
})

describe('the rules that can be saved', () => {
  const whole = listOf([rule('one', { words: ['黑屏'], regions: ['Indonesia'] })])
  it.each<[string, unknown]>([
    ['words of nothing but marks', { ...whole, rules: [rule('one', { words: ['…'] })] }],
    ['a region of nothing but marks', { ...whole, rules: [rule('one', { regions: ['—'] })] }],
    ['a tag with a comma', listOf([rule('one', {}, { tags: ['a,b'] })])],
    ['a rule without a name', listOf([{ ...rule('one'), name: ' ' }])],
    ['a team that is no id', listOf([rule('one', {}, { team: 'media' })])],
    ['no default', { rules: [] }],
    ['more than a hundred', listOf(Array.from({ length: 101 }, (_, index) => rule(`r${String(index)}`)))],
  ])('exclude %s', (_, routing) => {
    expect(routingSchema.safeParse(whole).success).toBe(true)
    expect(routingSchema.safeParse(routing).success).toBe(false)
  })
})

describe('the audit entry of a save', () => {
  const [one, two, three] = [rule('one'), rule('two'), rule('three')]
  const nothing = { rules: 2, added: [], changed: [], removed: [], reordered: false, defaultChanged: false }
  it.each([
    ['nothing', listOf([one, two]), {}],
    ['a new rule', listOf([three, one, two]), { rules: 3, added: ['three'] }],
    ['a removed rule', listOf([two]), { rules: 1, removed: ['one'] }],
    ['another order', listOf([two, one]), { reordered: true }],
    ['a renamed rule', listOf([{ ...one, name: 'first' }, two]), { changed: ['first'] }],
    ['another default', listOf([one, two], { team: 'none' }), { defaultChanged: true }],
  ])('names %s', (_, after, expected) => {
    expect(changesOf(listOf([one, two]), after)).toEqual({ ...nothing, ...expected })
  })
})
