import type { z } from 'zod'

/**
 * The protocol of the command line (docs/formats.md): questions as JSON on standard input, answers as JSON on standard
 * output, one object per line. An invalid question is answered with its error and does not affect the others.
 */
export interface Refusal {
  error: { path: string; message: string }
}

/** Answers one question, or refuses it. */
export type Answerer = (question: unknown) => object

/** Returns the path of an issue in the question, such as `events[3].at`; an unknown key by its own name. */
export function pathOf(issue: z.core.$ZodIssue): string {
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path
  return keys.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${String(key)}`),
    '',
  )
}

/** Returns the refusal of a question, with its first issue. */
export function refusalOf(error: z.ZodError): Refusal {
  const issue = error.issues[0]!
  return { error: { path: pathOf(issue), message: issue.message } }
}

function parse(text: string): { value: unknown } | Refusal {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { error: { path: '', message: 'not JSON' } }
  }
}

/**
 * Answers a complete input: a single JSON value is one question; otherwise each line is one and blank lines are
 * skipped.
 * @returns one line per question, in order, and the exit code: 2 when any was refused
 */
export function answerAll(input: string, answer: Answerer): { output: string; exitCode: 0 | 2 } {
  const whole = parse(input)
  const questions =
    'value' in whole
      ? [whole]
      : input
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(parse)
  const answers = questions.map((question) => ('value' in question ? answer(question.value) : question))
  return {
    output: answers.map((one) => `${JSON.stringify(one)}\n`).join(''),
    exitCode: answers.some((one) => 'error' in one) ? 2 : 0,
  }
}
