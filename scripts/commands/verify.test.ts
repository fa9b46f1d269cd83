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

const text = JSON.stringify(document)
/** The same file with one place of its text changed. */
const rewritten = (from: string, to: string) => {
  expect(text).toContain(from)
  return text.replace(from, to)
}

describe('nightdesk verify', () => {
  it.each<[string, string, () => string]>([
    [
      'has a duplicate key',
      'public.events[0].facts.severity',
      () => rewritten('"severity":"S1"', '"severity":"S4","severity":"S1"'),
    ],
    [
      'hides a duplicate key in an escape sequence',
      'public.events[1].type',
      () => rewritten('"type":"staff_reply"', '"type":"note","\\u0074ype":"staff_reply"'),
    ],
    [
      'has a number with too many digits',
      'clocks[0].targetMs',
      () => rewritten('"targetMs":900000', '"targetMs":900000.00000000000001'),
    ],
    ['has a number in a non-canonical form', 'public.head.seq', () => rewritten('"seq":3', '"seq":3e0')],
    [
      'has a number out of range',
      'public.events[0].facts.severity',
      () => rewritten('"severity":"S1"', '"severity":1e999'),
    ],
    [
      'has a `__proto__` key',
      'public.events[0].facts.__proto__',
      () => rewritten('"severity":"S1"', '"severity":"S1","__proto__":{"note":"unseen"}'),
    ],
    [
      'is nested too deeply',
      '',
      () => rewritten('"severity":"S1"', `"severity":${'['.repeat(50_000)}${']'.repeat(50_000)}`),
    ],
  ])('refuses a text that %s', (_what, path, make) => {
    expect(verify(make())).toMatchObject({ answer: { error: { path } }, exitCode: 2 })
  })
  it('finds a lone surrogate where there was a whole character', () => {
    const words = exportOf(policyOf({ S1: {} }, []), timelineOf('0 filed S1'), ['\ufffd'], { afterMs: 0, notes: [] })
    const place = ['public', 'events', 0, 'content', 'body']
    expect(verify(words)).toMatchObject({ exitCode: 0 })
    expect(verify(altered(words, place, '\ud83d'))).toMatchObject({
      answer: { differences: [{ path: 'public.events[0].content', problem: 'words' }] },
    })
  })
  it('finds an export instant earlier than its entries, even when clocks and checksum were adjusted to match', () => {
    const early = new Date(Date.parse(document.public.events[0]!.at) + 5 * 60_000)
    const policy = policyOf({ S1: { first_response: 15, resolution: 600 } }, [50])
    const other = exportOf(policy, timelineOf('0 filed S1'), ['It fails'], { afterMs: 5 * 60_000, notes: [] })
    const forged = { ...document, exported: other.exported, clocks: other.clocks }
    expect(other.exported.at).toBe(early.toISOString())
    expect(verify(forged, '--head', `${head.seq}:${head.hash}`)).toMatchObject({
      answer: { chain: 'broken', clocks: 'equal', differences: [{ path: 'exported.at', problem: 'order' }] },
      exitCode: 1,
    })
  })
  it('prints exactly this when everything verifies', () => {
    expect(verify(document)).toMatchObject({
      answer: { chain: 'intact', clocks: 'equal', differences: [] },
      exitCode: 0,
    })
    expect(JSON.stringify(verify(document).answer)).toBe('{"chain":"intact","clocks":"equal","differences":[]}')
  })
  it('says without a known head what it cannot prove, and with one what it compared', () => {
    expect(verify(document).sentences.join(' ')).toContain('cannot be detected')
    expect(verify(document, '--head', `${head.seq}:${head.hash}`)).toMatchObject({ exitCode: 0 })
    expect(verify(document, '--head', `${head.seq}:${head.hash}`).sentences.join(' ')).toContain(
      'known head of entry 3',
    )
    expect(verify(document, '--json').sentences).toEqual([])
  })
  it('names the differences and exits with 1', () => {
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
    ['an instant given as a number', 'public.events[1].at', altered(document, ['public', 'events', 1, 'at'], 5), []],
    [
      'a warning without its instant',
      'clocks[0].warningsFired[0]',
      altered(document, ['clocks', 0, 'warningsFired'], [[50]]),
      [],
    ],
    ['an unknown field', 'public.events[0].note', altered(document, ['public', 'events', 0, 'note'], 'x'), []],
    ['an invalid head', '--head', document, ['--head', 'abc']],
    ['an unknown option', '', document, ['--heads', 'abc']],
    ['two files', '', document, ['other.json']],
  ])('refuses %s and names %j', (_, path, what, rest) => {
    const { answer, exitCode } = verify(what, ...rest)
    expect(answer).toEqual({ error: { path, message: expect.stringMatching(/\S/) as string } })
    expect(exitCode).toBe(2)
  })
  it('refuses a file that does not exist', () => {
    const gone = () => {
      throw new Error('ENOENT')
    }
    expect(answerVerify(['gone.json'], gone)).toMatchObject({ answer: { error: { path: '' } }, exitCode: 2 })
    expect(answerVerify([], gone).exitCode).toBe(2)
  })
})
