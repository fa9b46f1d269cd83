import { parseArgs } from 'node:util'
import { knownHead } from '@/server/tickets/record/schema'
import { readExport } from '@/server/tickets/record/export-text.rules'
import { type Difference, type Verification, verifyExport } from '@/server/tickets/record/verify.rules'
import { type Refusal, refusalOf } from './questions'

/** What `verify` prints (docs/formats.md): JSON on standard output, sentences for people on standard error. */
export interface VerifyAnswer {
  answer: Pick<Verification, 'chain' | 'clocks' | 'differences'> | Refusal
  sentences: string[]
  exitCode: 0 | 1 | 2
}

const refused = (path: string, message: string): VerifyAnswer => ({
  answer: { error: { path, message } },
  sentences: [path === '' ? message : `${path}: ${message}`],
  exitCode: 2,
})

const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

function sentenceOf({ path, seq, problem, expected, found }: Difference): string {
  const place = seq === null ? path : `${path} (entry ${seq})`
  switch (problem) {
    case 'value':
    case 'clock':
      return `${place}: expected ${show(expected)}, found ${show(found)}`
    case 'entry':
      return `${place}: instant, type, actor or facts were altered; they do not fit the entry's hash`
    case 'words':
      return `${place}: words or salt were altered; they do not fit their digest`
    case 'file':
      return `${place}: a file's name, type, size, digest or salt was altered, or a file added or left out`
    case 'missing':
      return `${place}: entries are missing; expected number ${show(expected)}, found ${show(found)}`
    case 'order':
      return `${place}: dated before an entry that precedes it, ${show(expected)}`
    case 'ticket':
      return `${place}: no entry belongs to ${show(found)}`
    case 'exported':
      return `${place}: the instant of the export and its checksum do not belong together`
    case 'policy':
      return `${place}: not the policy that the ticket was filed under, ${show(expected)}`
    case 'truncated':
      return `${place}: the record ends at entry ${show(found)}, the known head is entry ${show(expected)}`
    case 'rewritten':
      return `${place}: the record was rewritten; the known head is ${show(expected)}, found ${show(found)}`
    case 'timeline':
      return `${place}: the clocks cannot be counted: ${show(expected)}`
    case 'clockMissing':
      return `${place}: a clock is missing: ${show(expected)}`
    case 'clockExtra':
      return `${place}: a clock that never was: ${show(found)}`
  }
}

/**
 * Verifies one export: `FILE [--head SEQ:HASH] [--json]`. `--json` omits the sentences.
 * @param textOf reads a file by its name; throws when it cannot be read
 */
export function answerVerify(args: string[], textOf: (file: string) => string): VerifyAnswer {
  let options: { positionals: string[]; values: { head?: string; json?: boolean } }
  try {
    options = parseArgs({
      args,
      allowPositionals: true,
      options: { head: { type: 'string' }, json: { type: 'boolean' } },
    })
  } catch (error) {
    return refused('', error instanceof Error ? error.message : String(error))
  }
  const [file, ...more] = options.positionals
  if (file === undefined || more.length > 0) return refused('', 'usage: verify FILE [--head SEQ:HASH] [--json]')
  const head = options.values.head === undefined ? null : knownHead.safeParse(options.values.head)
  if (head && !head.success) return refused('--head', head.error.issues[0]!.message)

  let text: string
  try {
    text = textOf(file)
  } catch (error) {
    return refused('', `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const read = readExport(text)
  if ('fault' in read) return refused(read.fault.path, read.fault.message)
  if ('issues' in read) {
    const { error } = refusalOf(read.issues)
    return refused(error.path, error.message)
  }

  const { document } = read
  const { chain, clocks, differences, entries, erased } = verifyExport(document, head?.data ?? null)
  const sentences = options.values.json
    ? []
    : [
        ...differences.map(sentenceOf),
        `${document.ticket}: ${entries} entries, ${erased} with erased words or files; chain ${chain}, clocks ${clocks}, ${differences.length} differences.`,
        head === null
          ? 'Without a known head (--head SEQ:HASH, as mails end with) a chain rewritten as a whole cannot be detected.'
          : `Compared with the known head of entry ${head.data!.seq}.`,
      ]
  return { answer: { chain, clocks, differences }, sentences, exitCode: differences.length === 0 ? 0 : 1 }
}
