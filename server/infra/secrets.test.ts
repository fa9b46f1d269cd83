import { describe, expect, it } from 'vitest'
import { secretsOfUrl, withoutSecrets } from './secrets'

const hook = 'https://hooks.example/services/T000?access_token=0123456789abcdef&x=1'

describe('the text of an external answer', () => {
  it.each([
    ['as it was sent', `no hook ${hook}.`, 'no hook ….'],
    ['in JSON', JSON.stringify({ url: hook }), '{"url":"…"}'],
    ['in JSON that escapes slashes', JSON.stringify({ url: hook }).replaceAll('/', '\\/'), '{"url":"…"}'],
    ['in HTML', `Cannot POST ${hook.replace('&', '&amp;')}`, 'Cannot POST …'],
    ['in another address', `/login?next=${encodeURIComponent(hook)}`, '/login?next=…'],
    ['without its host', 'Cannot POST /services/T000?access_token=0123456789abcdef&x=1', 'Cannot POST …'],
    ['without its query', 'Cannot POST /services/T000', 'Cannot POST …'],
    ['by its key', 'unknown token 0123456789abcdef', 'unknown token …'],
  ])('never repeats a secret address, %s', (_how, said, kept) => {
    expect(withoutSecrets(said, secretsOfUrl(hook))).toBe(kept)
  })

  it('otherwise stays unchanged', () => {
    expect(withoutSecrets('404 no such hook', [...secretsOfUrl('https://hooks.example/'), '', 'no'])).toBe(
      '404 no such hook',
    )
    expect(withoutSecrets('code 123456 is wrong', ['123456'])).toBe('code … is wrong')
    expect(withoutSecrets('as told', secretsOfUrl('not an address'))).toBe('as told')
  })
})
