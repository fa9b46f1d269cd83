import { describe, expect, it } from 'vitest'
import { isPublicAddress, readAllowance } from './address'

describe('an address of the public internet', () => {
  it.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '172.32.0.1', '2606:4700:4700::1111'])(
    'is %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2001:0:1::1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    '2001:db8::1',
    'localhost',
    '',
  ])('is not %s', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('what OUTGOING_ALLOW adds', () => {
  const allowance = readAllowance('Hooks.Internal, 10.20.0.0/16 127.0.0.1\n::1')
  it('can be a host name', () => {
    expect(['hooks.internal', 'HOOKS.internal', 'x.hooks.internal'].map(allowance.host)).toEqual([true, true, false])
  })
  it('can be an address or a network, IPv4-mapped or not', () => {
    const addresses = ['10.20.3.4', '10.21.0.1', '127.0.0.1', '127.0.0.2', '::1', '::ffff:10.20.0.9']
    expect(addresses.map(allowance.address)).toEqual([true, false, true, false, true, true])
  })
  it('is nothing when it is empty', () => {
    expect(readAllowance(undefined).host('localhost')).toBe(false)
    expect(readAllowance('').address('10.0.0.1')).toBe(false)
  })
  it('is refused when it is neither a host nor a network', () => {
    expect(() => readAllowance('http://x')).toThrow('http://x')
  })
})
