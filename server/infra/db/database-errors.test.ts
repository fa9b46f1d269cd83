import { describe, expect, it } from 'vitest'
import { outageOf, refusalOfOutage, sqlStateOf } from './database-errors'

const prisma = (code: string, more: object = {}) =>
  Object.assign(new Error(`Invalid invocation ${code}`), { code, ...more })
/** As Prisma's adapter wraps a refusal of the server in a raw statement. */
const raw = (originalCode: string) =>
  prisma('P2010', { meta: { driverAdapterError: { cause: { originalCode, kind: 'postgres', code: originalCode } } } })
const socket = (kind: string) => prisma('P2010', { meta: { driverAdapterError: { cause: { kind } } } })

describe('an error of the database is an outage', () => {
  it.each([
    ['a server that cannot be reached', prisma('P1001'), 'unreachable'],
    ['a closed connection', prisma('P1017'), 'unreachable'],
    ['no free connection', prisma('P2024'), 'busy'],
    ['a transaction that could not start', prisma('P2028'), 'busy'],
    ['a deadlock after every retry', prisma('P2034'), 'busy'],
    ['too many connections', prisma('P2037'), 'busy'],
    ['a full disk', raw('53100'), 'full'],
    ['too many clients', raw('53300'), 'busy'],
    ['a lock that could not be obtained', raw('55P03'), 'busy'],
    ['a statement that took too long', raw('57014'), 'busy'],
    ['a connection terminated by an administrator', raw('57P01'), 'stopping'],
    ['a server that is starting', raw('57P03'), 'stopping'],
    ['an input or output error', raw('58030'), 'faulty'],
    ['a read-only server', raw('25006'), 'stopping'],
    ['a full disk of attachments', Object.assign(new Error('write'), { code: 'ENOSPC' }), 'full'],
    ['a socket that was reset', socket('ConnectionClosed'), 'unreachable'],
    ['a socket that timed out', socket('SocketTimeout'), 'busy'],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect'), 'busy'],
    ['an outage within another error', new Error('filing', { cause: prisma('P1001') }), 'unreachable'],
  ])('%s', (_, error, reason) => {
    expect(outageOf(error)).toBe(reason)
    expect(refusalOfOutage(error)).toMatchObject({ code: 'UNAVAILABLE' })
  })
})

describe('an error is no outage', () => {
  it.each([
    ['a unique key violation', prisma('P2002')],
    ['a violated check', raw('23514')],
    ['an invalid statement', raw('42601')],
    ['an error in our own code', new TypeError('x is not a function')],
    ['an undefined error', undefined],
  ])('%s', (_, error) => {
    expect(outageOf(error)).toBeNull()
    expect(refusalOfOutage(error)).toBeNull()
  })
})

it('a full disk is reported as such, with the advice to try again later', () => {
  expect(refusalOfOutage(raw('53100'))).toMatchObject({ reason: 'storageFull', values: { seconds: 5 } })
  expect(refusalOfOutage(raw('55P03'))).toMatchObject({ reason: 'databaseUnavailable', values: { seconds: 2 } })
  expect(sqlStateOf(raw('53100'))).toBe('53100')
  expect(sqlStateOf(prisma('P1001'))).toBeNull()
})
