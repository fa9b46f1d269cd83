import { describe, expect, it } from 'vitest'
import { prefill, joinParts, withoutCopies } from './prefill.rules'

const code = 'Turn it off:\n\n```ts\noff()\n```\n\n| network | loss |\n| --- | --- |\n| 4G | 12 % |'
const label = (kind: string) => (kind === 'next_update' ? null : kind)
const labels = ['Internal note', 'Workaround', '内部备注']

describe('a brief is prefilled from the record', () => {
  const filled = prefill(
    [
      { kind: 'customer', body: 'It is back' },
      { kind: 'internal_note', body: 'Third note' },
      { kind: 'workaround', body: code },
      { kind: 'internal_note', body: 'Second note' },
      { kind: 'diagnosis', body: 'A bad build' },
      { kind: 'root_cause', body: 'A race' },
      { kind: 'workaround', body: 'An older one' },
      { kind: 'internal_note', body: 'First note' },
      { kind: 'customer', body: 'It is gone' },
    ],
    'Next update by 14:00.',
  )
  it('with code blocks and tables as they were written', () => {
    expect(filled.tried[0]).toEqual({ kind: 'workaround', text: code })
    expect(joinParts(filled.tried, label)).toContain(`workaround:\n\n${code}\n\ninternal_note: First note`)
  })
  it('with every note, oldest first', () => {
    expect(filled.tried.slice(1).map(({ text }) => text)).toEqual(['First note', 'Second note', 'Third note'])
  })
  it(`with the cause, the diagnosis and the customer's last message in "Known"`, () => {
    expect(joinParts(filled.known, label)).toBe('root_cause: A race\n\ndiagnosis: A bad build\n\ncustomer: It is back')
  })
  it('with the next update in "Promised"', () => {
    expect(joinParts(filled.promised, label)).toBe('Next update by 14:00.')
  })
  it('within the limit of a field: each of many long notes is cut at a line, with its code block closed', () => {
    const body = `Log:\n\`\`\`\n${'a line of a log\n'.repeat(900)}\`\`\``
    const notes = Array.from({ length: 12 }, () => ({ kind: 'internal_note' as const, body }))
    const { tried } = prefill(notes, null)
    expect(tried).toHaveLength(12)
    expect(joinParts(tried, label).length).toBeLessThan(10_000)
    for (const { text } of tried) expect(text).toMatch(/^Log:\n```\n(a line of a log\n)+…\n```$/)
  })
})

describe('erasing a text', () => {
  it.each([
    [
      'a short note leaves every other "no" unchanged',
      'Internal note: no\n\nknown: nothing, no',
      'no',
      'known: nothing, no',
    ],
    ['removes only the whole part', 'Internal note: no news\n\nInternal note: no', 'no', 'Internal note: no news'],
    ['works in every language of the writer', '内部备注: 1\n\n10 次失败', '1', '10 次失败'],
    ['keeps what the engineer wrote below', 'Internal note: no\nasked again at 14:00', 'no', 'asked again at 14:00'],
    ['removes a part with code', `Workaround:\n\n${code}\n\nInternal note: ok`, code, 'Internal note: ok'],
    ['keeps free text that says the same', 'The customer said no.', 'no', 'The customer said no.'],
    ['without a text changes nothing', 'a  ', '', 'a  '],
  ])('%s', (_, field, erased, right) => expect(withoutCopies(field, erased, labels)).toBe(right))
  it('removes a copy that the brief had truncated, and one that an earlier release had joined into one line', () => {
    const long = `Log:\n\`\`\`\n${'a line of a log\n'.repeat(900)}\`\`\``
    const [part] = prefill([{ kind: 'internal_note', body: long }], null).tried
    expect(withoutCopies(`before\n\nInternal note:\n\n${part!.text}\n\nafter`, long, labels)).toBe('before\n\nafter')
    expect(withoutCopies('Workaround: Turn it off.\nmine', 'Turn it\noff.\n```\nx\n```', labels)).toBe('mine')
  })
  it('removes a long copy wherever the engineer moved it', () => {
    const long = 'The customer Ada Lovelace of 12 St James Square called and complained bitterly'
    expect(withoutCopies(`They said: ${long}; since then silence.`, long, labels)).toBe(
      'They said: ; since then silence.',
    )
  })
})
