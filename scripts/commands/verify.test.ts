import { describe, expect, it } from 'vitest'
import { altered, exportOf } from '@/tests/support/sla-export'
import { policyOf, timelineOf } from '@/tests/support/sla-timeline'
import { answerVerify } from './verify'

const document = exportOf(
  policyOf({ S1: { first_response: 15, resolution: 600 } }, [50]),
  timelineOf('0 filed S1 · 10 answer · 20 customer'),
  ['It fails'],
  { afterMs: 60_000, notes: [] },
)
const { head } = document.public
const verify = (what: unknown, ...rest: string[]) =>
  answerVerify(['ACME-123.ledger.json', ...rest], () => (typeof what === 'string' ? what : JSON.stringify(what)))

describe('verify', () => {
  it('answers exactly so when all is well', () => {
    expect(verify(document)).toMatchObject({
      answer: { chain: 'intact', clocks: 'equal', differences: [] },
      exitCode: 0,
    })
    expect(JSON.stringify(verify(document).answer)).toBe('{"chain":"intact","clocks":"equal","differences":[]}')
  })
  it('says without a known head what it cannot know, and with one what it compared', () => {
    expect(verify(document).sentences.join(' ')).toContain('cannot be detected')
    expect(verify(document, '--head', `${head.seq}:${head.hash}`)).toMatchObject({ exitCode: 0 })
    expect(verify(document, '--head', `${head.seq}:${head.hash}`).sentences.join(' ')).toContain(
      'known head of entry 3',
    )
    expect(verify(document, '--json').sentences).toEqual([])
  })
  it('names differences and ends with 1', () => {
    const { answer, sentences, exitCode } = verify(altered(document, ['clocks', 0, 'elapsedMs'], 1))
    expect(answer).toEqual({
      chain: 'intact',
      clocks: 'different',
      differences: [{ path: 'clocks[0].elapsedMs', seq: null, problem: 'clock', expected: 600000, found: 1 }],
    })
    expect(sentences[0]).toBe('clocks[0].elapsedMs: expected 600000, found 1')
    expect(exitCode).toBe(1)
    expect(verify(document, '--head', `9:${head.hash}`).exitCode).toBe(1)
  })
  it.each<[string, string, unknown, string[]]>([
    ['what is not JSON', '', '{', []],
    ['nothing', '', '', []],
    ['another kind of document', 'format', {}, []],
    ['another version', 'format', { ...document, format: 'nightdesk-ticket/2' }, []],
    ['a missing chain', 'public', { ...document, public: undefined }, []],
    ['an instant that is a number', 'public.events[1].at', altered(document, ['public', 'events', 1, 'at'], 5), []],
    [
      'a warning without its instant',
      'clocks[0].warningsFired[0]',
      altered(document, ['clocks', 0, 'warningsFired'], [[50]]),
      [],
    ],
    [
      'something that does not belong',
      'public.events[0].note',
      altered(document, ['public', 'events', 0, 'note'], 'x'),
      [],
    ],
    ['a head that is none', '--head', document, ['--head', 'abc']],
    ['an unknown option', '', document, ['--heads', 'abc']],
    ['two files', '', document, ['other.json']],
  ])('refuses %s, naming %j', (_, path, what, rest) => {
    const { answer, exitCode } = verify(what, ...rest)
    expect(answer).toEqual({ error: { path, message: expect.stringMatching(/\S/) as string } })
    expect(exitCode).toBe(2)
  })
  it('refuses a file that is not there', () => {
    const gone = () => {
      throw new Error('ENOENT')
    }
    expect(answerVerify(['gone.json'], gone)).toMatchObject({ answer: { error: { path: '' } }, exitCode: 2 })
    expect(answerVerify([], gone).exitCode).toBe(2)
  })
})
