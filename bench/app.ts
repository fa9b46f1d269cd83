import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { openDatabase, type Database } from '@/server/infra/db/db'
import { freePort, startPostgres } from '@/scripts/support/postgres'
import { tree } from './processes'

export interface BenchApp extends Database {
  url: string
  /** Process ids of all running processes. */
  pids(): number[]
  /** Process id of the web process. */
  web(): number
  /** Process id of the start, whose children are web and worker. */
  start: number
  postgres: number
  /** Removes the writing limits of a demo person, given the name before `@demo.test` (server/accounts/writing-limits.ts). */
  liftWritingLimits(name: string): Promise<void>
  /** Signs in; returns the session's Cookie header. */
  signIn(name: string): Promise<string>
  stop(): Promise<void>
}

/** Ways into a running product with the demo's people. */
export const doors = (url: string, { db }: Database): Pick<BenchApp, 'liftWritingLimits' | 'signIn'> => ({
  async liftWritingLimits(name) {
    const expiresAt = new Date(Date.now() + 24 * 60 * 60_000)
    const { id, memberships } = await db.user.findFirstOrThrow({
      where: { email: `${name}@demo.test` },
      select: { id: true, memberships: { select: { organisationId: true } } },
    })
    const keys = ['filings', 'messages'].flatMap((kind) => [
      `${kind}:${id}`,
      ...memberships.map(({ organisationId }) => `${kind}-of:${organisationId}`),
    ])
    for (const key of keys) {
      const lifted = { points: -1_000_000, expiresAt }
      await db.rateLimit.upsert({ where: { key }, create: { key, ...lifted }, update: lifted })
    }
  },
  async signIn(name) {
    const jar = new Map<string, string>()
    const take = (response: Response) => {
      for (const line of response.headers.getSetCookie()) {
        const [pair] = line.split(';')
        const at = pair!.indexOf('=')
        jar.set(pair!.slice(0, at), pair!.slice(at + 1))
      }
    }
    const cookie = () => [...jar].map(([key, value]) => `${key}=${value}`).join('; ')
    const csrf = await fetch(`${url}/api/auth/csrf`)
    take(csrf)
    const { csrfToken } = (await csrf.json()) as { csrfToken: string }
    const answer = await fetch(`${url}/api/auth/callback/password`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: cookie(), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        csrfToken,
        email: `${name}@demo.test`,
        password: 'nightdesk-demo',
        callbackUrl: url,
      }),
    })
    take(answer)
    if (![...jar.keys()].some((key) => key.includes('session-token')))
      throw new Error(`Could not sign in as ${name}: ${answer.status}`)
    return cookie()
  },
})

/** Starts the built product on a new data folder with `npm start`, on a database that the benchmark can access. */
export async function startApp(env: Record<string, string> = {}): Promise<BenchApp> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-bench-'))
  fs.chmodSync(folder, 0o755)
  const postgres = await startPostgres({ dataDir: path.join(folder, 'db'), password: 'bench', database: 'nightdesk' })
  const port = await freePort()
  const url = `http://localhost:${port}`
  const child: ChildProcess = spawn(process.execPath, ['scripts/start.mjs', '--demo'], {
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: postgres.url,
      NIGHTDESK_DATA: folder,
      PUBLIC_URL: url,
      LOG_LEVEL: 'warn',
      NIGHTDESK_HOST: '127.0.0.1',
      ...env,
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
  // Filling a large desk takes single statements of minutes.
  const database = openDatabase(postgres.url, 8, { timeouts: { query: 1_200_000, statement: 1_200_000 } })

  return {
    ...database,
    url,
    pids: () => [...tree(child.pid!), ...tree(postgres.pid)].map(({ pid }) => pid),
    web: () => {
      const web = tree(child.pid!).find(({ command }) => command.includes('scripts/start/web.mjs'))
      if (!web) throw new Error('The web process does not run')
      return web.pid
    },
    start: child.pid!,
    postgres: postgres.pid,
    ...doors(url, database),
    async stop() {
      await database.close()
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGINT')
      await ended
      await postgres.stop()
      fs.rmSync(folder, { recursive: true, force: true })
      fs.rmSync(postgres.dataDir, { recursive: true, force: true })
    },
  }
}
