import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import type { TestProject } from 'vitest/node'
import { freePort } from '@/scripts/support/postgres'
import { makeFastFolder } from './fast-folder'
import { recordSmtpMailbox } from './smtp-mailbox'

declare module 'vitest' {
  interface ProvidedContext {
    baseUrl: string
    mailboxUrl: string
  }
}

/** Starts the product with `npm start` on a new data folder, with a real SMTP server. */
export default async function setup(project: TestProject) {
  const folder = makeFastFolder('nightdesk-e2e-')
  const port = await freePort()
  const mailbox = await recordSmtpMailbox()
  const baseUrl = `http://localhost:${port}`
  const { DATABASE_URL: _database, ...own } = process.env
  const child: ChildProcess = spawn(process.execPath, ['scripts/start.mjs'], {
    env: {
      ...own,
      NODE_ENV: 'production',
      PORT: String(port),
      NIGHTDESK_DATA: folder,
      SMTP_URL: mailbox.smtpUrl,
      PUBLIC_URL: baseUrl,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const hear = (data: Buffer) => {
      output += data
      if (output.includes('Nightdesk is ready at')) resolve()
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
    child.once('exit', (code) => reject(new Error(`The start ended with ${code}:\n${output}`)))
  })
  project.provide('baseUrl', baseUrl)
  project.provide('mailboxUrl', mailbox.url)
  return async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGINT')
    await ended
    await mailbox.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
