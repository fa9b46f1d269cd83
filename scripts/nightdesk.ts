import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { type Database, openDatabase } from '@/server/infra/db/db'
import { printAudit, readAuditOptions } from './commands/audit'
import {
  diagnoseMachine,
  type Options,
  type Output,
  printDoctor,
  printDue,
  printTrace,
  readOptions,
} from './commands/operation'
import { answerShifts } from './commands/oncall-shifts'
import { type Answerer, answerAll } from './commands/questions'
import { answerMatch } from './commands/search-match'
import { answerEvaluate } from './commands/sla-evaluate'
import { answerVerify } from './commands/verify'
import { databaseUrlOfInstallation } from './support/installation'

/** Commands that answer questions from standard input (docs/formats.md). */
const questions: Record<string, Answerer> = {
  'sla evaluate': answerEvaluate,
  'oncall shifts': answerShifts,
  'search match': answerMatch,
}

type Command = (rest: string[]) => Promise<number>

const output: Output = { print: console.log, complain: console.error }

/** Wraps a command that reads the running installation; exit code 2 when its options or its database are unusable. */
const onDatabase =
  (positionals: number, answer: (database: Database & { url: string }, options: Options) => Promise<number>): Command =>
  async (rest) => {
    const options = readOptions(rest, positionals)
    if ('message' in options) {
      console.error(options.message)
      return 2
    }
    try {
      const url = await databaseUrlOfInstallation()
      const database = openDatabase(url, 2)
      try {
        return await answer({ ...database, url }, options)
      } finally {
        await database.close()
      }
    } catch (error) {
      console.error(error instanceof Error ? error.message : String(error))
      return 2
    }
  }

/** Every command by its name; a command returns the exit code. */
const commands: Record<string, Command> = {
  ...Object.fromEntries(
    Object.entries(questions).map(([name, answer]): [string, Command] => [
      name,
      async () => {
        const { output, exitCode } = answerAll(await text(process.stdin), answer)
        process.stdout.write(output)
        return exitCode
      },
    ]),
  ),
  verify: async (rest) => {
    const { answer, sentences, exitCode } = answerVerify(rest, (file) => readFileSync(file, 'utf8'))
    process.stdout.write(`${JSON.stringify(answer)}\n`)
    for (const sentence of sentences) console.error(sentence)
    return exitCode
  },
  due: onDatabase(0, ({ db }, options) => printDue(db, new Date(), options, output)),
  trace: onDatabase(1, ({ db }, options) => printTrace(db, options, output)),
  doctor: onDatabase(0, (database, options) => {
    const machine = diagnoseMachine(process.env, process.env.NIGHTDESK_DATA || '.data')
    return printDoctor(database, machine, new Date(), options, output)
  }),
  audit: async (rest) => {
    const question = readAuditOptions(rest, new Date())
    if ('message' in question) {
      console.error(question.message)
      return 2
    }
    try {
      const { db, close } = openDatabase(await databaseUrlOfInstallation(), 1)
      try {
        return await printAudit(db, question, console.log, console.error)
      } finally {
        await close()
      }
    } catch (error) {
      console.error(error instanceof Error ? error.message : String(error))
      return 2
    }
  },
}

const words = process.argv.slice(2)
const name = Object.keys(commands).find((command) => command.split(' ').every((word, index) => words[index] === word))
const command = name === undefined ? undefined : commands[name]
if (command && name !== undefined) process.exitCode = await command(words.slice(name.split(' ').length))
else {
  console.error(`usage: npm run --silent nightdesk -- ${Object.keys(commands).join(' | ')}`)
  process.exitCode = 1
}
