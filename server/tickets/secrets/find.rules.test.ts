// cspell:disable
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findSecrets, maskSecrets } from './find.rules'

/** Pieces that begin rules; repeated, they ask for as many attempts as a text can. */
const beginnings = [
  'cookie:a=b;',
  'cookie:a=;',
  'cookie:a=b;a=b;a=b;a=b;a=b;a=b;',
  'pwd=!',
  'pwd:',
  'jwt=',
  'sig=',
  'secret=',
  'password:',
  '密码是',
  'token是',
  '=eJx',
  'authorization:',
  'password=',
  'pwd=',
  'token=',
  'token: ',
  'secret is ',
  '--token ',
  '<password>',
  'password:"',
  '"name":"cookie","value":"',
  'certificate',
  '证书',
  'app certificate',
  'appsign 0x12, ',
  'eyJ',
  '-eyJaaaaaaaa.',
  'eJx',
  'eJx*',
  '007eJx',
  '006',
  '://a:',
  '://',
  'Bearer ',
  'basic ',
  'authorization: ',
  'Set-Cookie: a=',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN A A A A PRIVATE KEY',
  '-----END PRIVATE KEY-----',
  'AES inline:',
  'xoxb-',
  'AKIA',
  'sk-',
  'a.',
  '=>',
  'İ',
  ' ',
  '\\"',
]

describe('a text of 200,000 characters that repeats the beginning of a rule is searched in linear time', () => {
  // A rule with a nested or quadratic scan does not come back within the limit of a test.
  test.each(beginnings)('%s', (piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length))
    const masked = maskSecrets(text)
    expect(maskSecrets(masked)).toBe(masked)
  })
})

describe('the work on a text that repeats the beginning of a rule', () => {
  const workOn = (piece: string, length: number) => {
    const work = { attempts: 0, characters: 0 }
    findSecrets(piece.repeat(Math.ceil(length / piece.length)), work)
    return work
  }
  test.each(beginnings)('%s grows as the text does, and reads few characters more than once', (piece) => {
    const [short, long] = [workOn(piece, 20_000), workOn(piece, 80_000)]
    expect(long.characters).toBeLessThan(4.2 * short.characters + 2_000)
    expect(long.characters).toBeLessThan(12 * 80_000)
    expect(long.attempts).toBeLessThan(6 * 80_000)
  })
})

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(...beginnings),
    fc.string({ maxLength: 40 }),
    fc.constantFrom('hunter2', 'a1b2c3d4e5f60718', '\n', '@', '"'),
  ),
  { maxLength: 30 },
)

describe('the finds of any text', () => {
  test('stand in order, do not overlap and are never empty', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('')
        let at = 0
        for (const { start, end } of findSecrets(text)) {
          expect(start).toBeGreaterThanOrEqual(at)
          expect(end).toBeGreaterThan(start)
          at = end
        }
        expect(at).toBeLessThanOrEqual(text.length)
      }),
    )
  })
  test('are all masked at once: what is masked has no finds left', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const masked = maskSecrets(parts.join(''))
        expect(maskSecrets(masked)).toBe(masked)
      }),
    )
  })
})
