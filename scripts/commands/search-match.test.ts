import { describe, expect, it } from 'vitest'
import { answerMatch } from './search-match'

const question = {
  query: 'severity:S1 消息丢失 -"voice chat"',
  viewer: 'staff',
  me: 'ana@vendor.test',
  timeZone: 'Asia/Shanghai',
  ticket: { reference: 'ACME-12', subject: '登录后消息丢失', severity: 'S1' },
}

describe('search match', () => {
  it('answers whether a ticket is found, with its terms and filters in the order of the query', () => {
    expect(answerMatch(question)).toEqual({
      matches: true,
      terms: [
        { text: '消息丢失', excluded: false, quoted: false, found: true },
        { text: 'voice chat', excluded: true, quoted: true, found: false },
      ],
      filters: [{ key: 'severity', negated: false, holds: true }],
    })
  })

  it('takes what is missing or null as empty, new, S4, public and UTC', () => {
    const { ticket, ...rest } = question
    const empty = { ...rest, timeZone: null, ticket: { reference: ticket.reference, organisation: null, tags: null } }
    const asked = { ...empty, query: 'severity:S4 status:new assignee:none breached:no' }
    expect(answerMatch(asked)).toMatchObject({ matches: true })
    const message = {
      ...empty,
      viewer: 'customer',
      query: 'hello',
      ticket: { reference: 'A-1', messages: [{ body: 'hello' }] },
    }
    expect(answerMatch(message)).toMatchObject({ matches: true })
  })

  it.each([
    ['query', { query: null }],
    ['viewer', { viewer: 'guest' }],
    ['me', { me: '' }],
    ['timeZone', { timeZone: '+08:00' }],
    ['timeZone', { timeZone: '' }],
    ['ticket', { ticket: undefined }],
    ['ticket.reference', { ticket: { reference: '' } }],
    ['ticket.severity', { ticket: { reference: 'A-1', severity: 'S5' } }],
    ['ticket.status', { ticket: { reference: 'A-1', status: 'unresolved' } }],
    ['ticket.breached[0]', { ticket: { reference: 'A-1', breached: ['handling'] } }],
    ['ticket.filedAt', { ticket: { reference: 'A-1', filedAt: '' } }],
    ['ticket.messages[0].internal', { ticket: { reference: 'A-1', messages: [{ internal: 'yes' }] } }],
  ])('refuses a wrong %s', (path, change) => {
    expect(answerMatch({ ...question, ...change })).toEqual({ error: { path, message: expect.any(String) as string } })
  })
})
