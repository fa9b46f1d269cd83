import { describe, expect, it } from 'vitest'
import { matchTicket } from './match.rules'
import { readQuery, type Searcher } from './query.rules'
import { searchedTicket } from './schema'

const staff: Searcher = { viewer: 'staff', me: 'ana@vendor.test', timeZone: 'Asia/Shanghai' }
const customer: Searcher = { viewer: 'customer', me: 'li@acme.test', timeZone: 'Asia/Shanghai' }

/** What a query is read as: terms with `-` when excluded and quotes when quoted, filters with `!` when negated. */
const read = (query: string, searcher = staff) => {
  const { terms, filters } = readQuery(query, searcher)
  return [
    terms.map(({ text, excluded, quoted }) => `${excluded ? '-' : ''}${quoted ? `"${text}"` : text}`),
    filters.map(({ key, negated }) => `${negated ? '!' : ''}${key}`),
  ]
}

describe('a query is read', () => {
  it.each<[string, string[], string[]]>([
    ['', [], []],
    ['  \u3000 ', [], []],
    ['lost  messages', ['lost', 'messages'], []],
    ['"lost messages" now', ['"lost messages"', 'now'], []],
    ['“lost messages” now', ['"lost messages"', 'now'], []],
    ['"lost messages', ['"lost messages"'], []],
    ['a"b c"d', ['a', '"b c"', 'd'], []],
    ['-foo -"a b" -10008 --x - -', ['-foo', '-"a b"', '10008', 'x'], []],
    ['－foo', ['-foo'], []],
    ['"" ???', [], []],
    ['severity:S1,s2', [], ['severity']],
    ['severity：S1', [], ['severity']],
    ['-STATUS:Closed，resolved', [], ['!status']],
    ['severity:S9', ['severity s9'], []],
    ['severity:S1,S9', ['severity s1 s9'], []],
    ['severity:', ['severity'], []],
    ['severity:,', ['severity'], []],
    ['-severity:S9', ['-severity s9'], []],
    ['unknown:x', ['unknown x'], []],
    ['unknown:"x y"', ['unknown', '"x y"'], []],
    ['org:"ACME, BETA"', [], ['org']],
    ['-org:"ACME"x', ['x'], ['!org']],
    ['org:"ACME', [], ['org']],
    ['org:""', ['org'], []],
    ['"org:ACME"', ['"org acme"'], []],
    ['-"org:ACME"', ['-"org acme"'], []],
    ['assignee:me assignee:none assignee:a@b assignee:ana', ['assignee ana'], ['assignee', 'assignee', 'assignee']],
    ['filer:none', ['filer none'], []],
    ['before:2027-02-28 after:2027-02-30', ['after 2027 02 30'], ['before']],
    ['sdk:>=4.2 sdk:latest sdk:">=4 <5"', ['sdk latest'], ['sdk', 'sdk']],
    ['error:-10008 error:---', ['error'], ['error']],
    ['breached:YES breached:first_response breached:maybe', ['breached maybe'], ['breached', 'breached']],
    ['https://example.com:80', ['https example com 80'], []],
    ['constructor:x toString:y', ['constructor x', 'tostring y'], []],
  ])('%s', (query, terms, filters) => {
    expect(read(query)).toEqual([terms, filters])
  })

  it('without the filters of staff for a customer', () => {
    expect(read('team:MSG assignee:me tag:launch severity:S1', customer)).toEqual([
      ['team msg', 'assignee me', 'tag launch'],
      ['severity'],
    ])
    expect(read('team:"A B"', customer)).toEqual([['team', '"a b"'], []])
  })
})

const ticket = {
  reference: 'ACME-12',
  subject: '登录后消息丢失',
  severity: 'S1',
  status: 'waiting',
  organisation: { key: 'ACME', name: 'Acme Games' },
  assignee: 'Ana@vendor.test',
  team: 'MSG',
  filer: { name: 'Li Wei', email: 'li@acme.test' },
  product: 'rtm',
  scenario: 'voice_chat_room',
  platforms: ['android', 'ios'],
  sdkVersion: 'v4.2.0-beta.3',
  region: 'Hong Kong',
  carrier: 'Telkomsel',
  errorCodes: ['-10008'],
  channelId: 'room_77',
  userIds: 'u1, u2',
  tags: ['launch'],
  filedAt: '2027-03-11T16:00:00.000Z',
  breached: ['update'],
  names: ['语聊房', 'Voice chat room'],
  messages: [
    { body: 'After rejoin nobody hears anything', internal: false, files: ['sdk-log.txt'] },
    { body: 'Token renewed too late', internal: true, files: ['trace.pcap'] },
  ],
} as const
const matches = (query: string, searcher = staff, change: object = {}) =>
  matchTicket(query, searchedTicket.parse({ ...ticket, ...change }), searcher).matches

describe('a ticket is found by', () => {
  it.each([
    ['acme-12', true],
    ['消息 rejoin 语聊', true],
    ['消息 rejoin -late', false],
    ['-消息', false],
    ['"hear"', false],
    ['hear', true],
    ['sdk-log', true],
    ['room_77 u2', true],
    ['status:waiting', true],
    ['status:unresolved', true],
    ['-status:unresolved', false],
    ['status:open,closed', false],
    ['org:acme', true],
    ['assignee:me', true],
    ['assignee:none', false],
    ['filer:LI@acme.test', true],
    ['filer:me', false],
    ['platform:ios,web', true],
    ['region:hong-kong', true],
    ['region:hong', false],
    ['error:10008', true],
    ['sdk:<4.2.0', true],
    ['sdk:>=4.2.0', false],
    ['sdk:4.1.x,~4.2.0-0', true],
    ['breached:yes', true],
    ['breached:no', false],
    ['breached:first_response', false],
    // 12 March begins at 16:00 UTC of 11 March in Shanghai.
    ['after:2027-03-12', true],
    ['before:2027-03-12', false],
    ['before:2027-03-13 after:2027-03-01', true],
  ])('%s: %s', (query, expected) => {
    expect(matches(query)).toBe(expected)
  })

  it.each(['late', 'trace', 'launch', 'Games', 'Wei', 'li@acme', 'tag:launch', 'team:MSG'])(
    '%s only for staff',
    (query) => {
      expect(matches(query)).toBe(true)
      expect(matches(query, customer)).toBe(false)
    },
  )

  it('the filter on a filer or an organisation for a customer too', () => {
    expect(matches('filer:me org:ACME', customer)).toBe(true)
  })

  it('no range when its version cannot be read, and no date when it has none', () => {
    expect(matches('sdk:*', staff, { sdkVersion: 'latest' })).toBe(false)
    expect(matches('-sdk:*', staff, { sdkVersion: null })).toBe(true)
    expect(matches('after:2000-01-01', staff, { filedAt: null })).toBe(false)
  })

  it('everything, when the query is empty', () => {
    expect(matches('')).toBe(true)
    expect(matches(' ??? ', customer)).toBe(true)
  })
})
