import { describe, expect, it } from 'vitest'
import { isCommonPassword } from './passwords.rules'

describe('passwords that are easily guessed are refused', () => {
  it.each([
    'aaaaaaaaaa',
    'password12',
    'P@ssw0rd123',
    'Password123!',
    'Summer2024!',
    'qwertyuiop',
    'qwerty123456',
    '1234567890',
    '0987654321',
    'abcabcabcabc',
    'iloveyou123',
    'woaini1314520',
    '1q2w3e4r5t',
    '1qaz2wsx3edc',
    'welcome2025',
    'administrator1',
    'letmein2024',
    'changeme123',
    'nightdesk2026',
    'passwordpassword',
  ])('%s', (password) => {
    expect(isCommonPassword(password)).toBe(true)
  })

  it("including the account's own name and address", () => {
    expect(isCommonPassword('Ana.Lim@nightdesk.example', ['ana.lim@nightdesk.example'])).toBe(true)
    expect(isCommonPassword('anastasia2026', ['anastasia@vendor.example'])).toBe(true)
    expect(isCommonPassword('anastasia2026')).toBe(false)
  })
})

describe('passwords that are hard to guess are accepted', () => {
  it.each([
    'correct horse battery staple',
    'long enough now',
    'another password',
    'vK3#pq9Zt!',
    '我今天吃了三碗牛肉面加一个蛋',
    'tanzbär-im-regen',
    'x'.repeat(3) + 'Qv9-lamp-71',
  ])('%s', (password) => {
    expect(isCommonPassword(password)).toBe(false)
  })

  it('of 200 characters are checked immediately', () => {
    expect(isCommonPassword('ab1'.repeat(66))).toBe(true)
    expect(
      isCommonPassword(Array.from({ length: 200 }, (_, n) => String.fromCharCode(97 + ((n * 7) % 26))).join('')),
    ).toBe(false)
  })
})
