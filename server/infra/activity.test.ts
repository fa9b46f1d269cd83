import { setTimeout as pause } from 'node:timers/promises'
import pino from 'pino'
import { describe, expect, it } from 'vitest'
import { currentActivity, requestIdOf, runAs } from './activity.mjs'
import { log } from './log'

describe('the id of a request', () => {
  it('is the one that the proxy in front sends', () => {
    expect(requestIdOf('edge-7f3a.01_b')).toBe('edge-7f3a.01_b')
  })

  it.each([
    undefined,
    '',
    'short',
    'x'.repeat(65),
    'two words here',
    'line\nbreak-in-it',
    '{"level":60}',
    ['11111111', '22222222'],
  ])('is a new one instead of %j', (given) => {
    const id = requestIdOf(given)
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(requestIdOf(given)).not.toBe(id)
  })
})

describe('an activity', () => {
  it('is inherited by everything it starts, and by nothing else', async () => {
    const seen = await Promise.all(
      ['one-0001', 'two-0002'].map((requestId) =>
        runAs({ requestId }, async () => {
          await pause(1)
          return currentActivity().requestId
        }),
      ),
    )
    expect(seen).toEqual(['one-0001', 'two-0002'])
    expect(currentActivity()).toEqual({})
  })

  it('is replaced by a new one, so that an item never carries the id of an earlier request', () => {
    runAs({ requestId: 'one-0001' }, () =>
      runAs({ kind: 'pages', item: 'p1' }, () => expect(currentActivity()).toEqual({ kind: 'pages', item: 'p1' })),
    )
  })

  it('is in every line of the log', () => {
    const lines: string[] = []
    const stream = log[pino.symbols.streamSym as never] as { write: (line: string) => unknown }
    const write = stream.write
    stream.write = (line) => lines.push(line)
    try {
      runAs({ requestId: 'one-0001' }, () => log.warn({ what: 'a line' }, 'words'))
      runAs({ kind: 'mails', item: 'm1', jobId: 'j1' }, () => log.warn('words'))
    } finally {
      stream.write = write
    }
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ requestId: 'one-0001', what: 'a line' }),
      expect.objectContaining({ kind: 'mails', item: 'm1', jobId: 'j1' }),
    ])
  })
})
