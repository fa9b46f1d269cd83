import { describe, expect, it } from 'vitest'
import { auditLine, readAuditOptions } from './audit'

const now = new Date('2026-11-27T02:00:00.000Z')

describe('nightdesk audit', () => {
  it.each([
    ['24h', '2026-11-26T02:00:00.000Z'],
    ['90m', '2026-11-27T00:30:00.000Z'],
    ['7d', '2026-11-20T02:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T08:00:00+08:00', '2026-11-20T00:00:00.000Z'],
  ])('reads --since %s as %s', (since, at) => {
    expect(readAuditOptions(['--since', since], now)).toEqual({ since: new Date(at), actor: null, json: false })
  })

  it.each([['yesterday'], ['2026-13-01'], ['24'], ['']])('refuses --since %j and says what it expects', (since) => {
    expect(readAuditOptions([`--since=${since}`], now)).toEqual({ message: expect.stringMatching(/24h/) as string })
  })

  it('refuses an option that it does not know', () => {
    expect(readAuditOptions(['--until', '1d'], now)).toEqual({ message: expect.stringMatching(/usage/) as string })
  })

  it('prints in one line who did what to whom, and whether it was refused', () => {
    const entry = {
      seq: '7',
      at: '2026-11-27T02:00:00.000Z',
      actor: { kind: 'person', id: 'u', email: 'mia@test.example', name: 'Mia' },
      action: 'roles.set',
      outcome: 'done',
      subject: { type: 'user', id: 'x' },
      organisationId: null,
      facts: { after: ['engineer'] },
      address: '203.0.113.5',
    }
    expect(auditLine(entry)).toBe(
      '2026-11-27T02:00:00.000Z  Mia <mia@test.example>  roles.set  user x  {"after":["engineer"]}  203.0.113.5',
    )
    const nobody = { kind: 'nobody', id: null, email: null, name: null }
    expect(auditLine({ ...entry, actor: nobody, outcome: 'refused', facts: {}, address: '' })).toBe(
      '2026-11-27T02:00:00.000Z  nobody  roles.set (refused)  user x',
    )
  })
})
