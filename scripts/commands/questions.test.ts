import { describe, expect, it } from 'vitest'
import { answerAll } from './questions'

const echo = (question: unknown) =>
  typeof question === 'string' ? { error: { path: 'word', message: question } } : { heard: question }
const lines = (output: string) =>
  output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown)

describe('the input of a command', () => {
  it('is one question when it is one JSON value, on any number of lines', () => {
    const { output, exitCode } = answerAll('{\n  "a": [\n 1 ]\n}\n', echo)
    expect(lines(output)).toEqual([{ heard: { a: [1] } }])
    expect(exitCode).toBe(0)
  })
  it('otherwise has one question per line; blank lines are skipped and answers keep the order', () => {
    const { output, exitCode } = answerAll('{"a":1}\r\n\n  \n[2]\n3', echo)
    expect(lines(output)).toEqual([{ heard: { a: 1 } }, { heard: [2] }, { heard: 3 }])
    expect(exitCode).toBe(0)
  })
  it('gets a refusal for each invalid question and answers for the others', () => {
    const { output, exitCode } = answerAll('1\n{"a":\n"no"\n2\n', echo)
    expect(lines(output)).toEqual([
      { heard: 1 },
      { error: { path: '', message: 'not JSON' } },
      { error: { path: 'word', message: 'no' } },
      { heard: 2 },
    ])
    expect(exitCode).toBe(2)
  })
  it('gives no output when it is empty', () => {
    expect(answerAll(' \n', echo)).toEqual({ output: '', exitCode: 0 })
  })
})
