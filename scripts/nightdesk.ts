import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { openDatabase } from '@/server/infra/db/db'
import { printAudit, readAuditOptions } from './commands/audit'
import { answerShifts } from './commands/oncall-shifts'
import { type Answerer, answerAll } from './commands/questions'
import { answerEvaluate } from './commands/sla-evaluate'
import { answerVerify } from './commands/verify'
import { databaseUrlOfInstallation } from './support/installation'

/** Commands that answer questions from standard input (docs/formats.md). */
const questions: Record<string, Answerer> = {
  'sla evaluate': answerEvaluate,
  'oncall shifts': answerShifts,
}

type Command = (rest: string[]) => Promise<number>

/** Every command by its words; it returns the exit code. */
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
