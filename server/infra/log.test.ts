import { describe, expect, it } from 'vitest'
import { loggedError } from './log'

describe('an error in the log', () => {
  it('keeps its message and those of its causes, and none of its other properties', () => {
    const cause = Object.assign(new Error('not null'), { detail: 'Failing row contains (ana@test.example).' })
    const error = Object.assign(new TypeError('cannot write', { cause }), {
      code: '23502',
      meta: { row: { address: 'ana@test.example' } },
      request: { headers: { authorization: 'Basic c2VjcmV0' } },
    })
    const logged = JSON.stringify(loggedError(error))
    expect(JSON.parse(logged)).toMatchObject({ type: 'TypeError', code: '23502', message: 'cannot write: not null' })
    expect(logged).toContain('log.test.ts')
    expect(logged).not.toMatch(/ana@test|c2VjcmV0/)
  })

  it('that is not an Error is logged as text', () => {
    expect(loggedError('the words of a server')).toBe('the words of a server')
    expect(loggedError({ password: 'nobody knows' })).not.toContain('nobody')
  })
})
