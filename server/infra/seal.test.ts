import { describe, expect, it } from 'vitest'
import { seal, SealBroken, unseal } from './seal'

const open = (sealed: string, secret = 'a secret of sixteen', purpose = 'hooks', bound = 'one') =>
  unseal(secret, purpose, bound, sealed)
const sealed = seal('a secret of sixteen', 'hooks', 'one', 'whsec_ключ 密钥')

describe('a sealed text', () => {
  it('can be opened, and its sealed form reveals nothing', () => {
    expect(open(sealed)).toBe('whsec_ключ 密钥')
    expect(sealed).toMatch(/^v1\.[\w-]+$/)
    expect(sealed).not.toContain('whsec')
  })

  it('differs each time', () => expect(seal('a secret of sixteen', 'hooks', 'one', 'whsec_ключ 密钥')).not.toBe(sealed))

  it('may be empty', () => expect(open(seal('a secret of sixteen', 'hooks', 'one', ''))).toBe(''))

  it.each<[string, () => string]>([
    ['with another secret', () => open(sealed, 'another secret here')],
    ['for another purpose', () => open(sealed, undefined, 'links')],
    ['put elsewhere', () => open(sealed, undefined, undefined, 'two')],
    ['of another version', () => open(sealed.replace('v1', 'v2'))],
    ['cut short', () => open(sealed.slice(0, 20))],
    ['not sealed at all', () => open('whsec_clear')],
  ])('does not open %s', (_, opening) => expect(opening).toThrow(SealBroken))

  it('does not open with any byte changed', () => {
    const bytes = Buffer.from(sealed.slice(3), 'base64url')
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 1
      expect(() => open(`v1.${changed.toString('base64url')}`)).toThrow(SealBroken)
    }
  })
})
