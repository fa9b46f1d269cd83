import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '@/scripts/support/postgres'
import { freshDatabase } from '@/tests/support/database'

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-start-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

interface Start {
  env?: Record<string, string>
  args?: string[]
  /** JavaScript that runs before the start script: another version, another clock. */
  before?: string
}

/** `npm start` without npm: the real script, until it ends. Returns its exit code and what it said. */
async function start({ env = {}, args = [], before }: Start): Promise<{ code: number | null; said: string }> {
  const { DATABASE_URL: _database, NIGHTDESK_HOST: _host, ...own } = process.env
  const preload = before ? ['--import', `data:text/javascript,${encodeURIComponent(before)}`] : []
  const child = spawn(process.execPath, [...preload, 'scripts/start.mjs', ...args], {
    env: { ...own, PORT: String(await freePort()), NIGHTDESK_DATA: path.join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (data: Buffer) => (said += data))
  child.stderr.on('data', (data: Buffer) => (said += data))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said: said.trim() }
}

const listen = (server: net.Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port)),
  )

// Equality throughout: the sentence is all that is said, so nothing slow was begun.
describe('a start that cannot succeed says why in one sentence and fails', () => {
  it('an old Node', async () => {
    const before = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } })`
    expect(await start({ before })).toEqual({
      code: 1,
      said: 'Nightdesk needs Node 20.19 or newer; this is 20.18.3.',
    })
  })

  it('a port in use', async () => {
    const other = net.createServer()
    const port = await listen(other)
    const ended = await start({ env: { PORT: String(port) } })
    await new Promise((resolve) => other.close(resolve))
    expect(ended).toEqual({
      code: 1,
      said: `Port ${port} is in use. Stop what uses it, or set PORT to another.`,
    })
  })

  it('an invalid port', async () => {
    const { code, said } = await start({ env: { PORT: '70000' } })
    expect({ code, said }).toEqual({ code: 1, said: 'PORT is 70000; it must be a number from 1 to 65535.' })
  })

  it('an unknown option', async () => {
    const { code, said } = await start({ args: ['--fresh'] })
    expect(code).toBe(1)
    expect(said).toMatch(
      /^Unknown option '--fresh'.* The options are --empty, --demo, --dev and --allow-newer-database\.$/,
    )
  })

  it('a database that does not respond', async () => {
    const port = await freePort()
    const { code, said } = await start({ env: { DATABASE_URL: `postgresql://desk:secret@127.0.0.1:${port}/desk` } })
    expect({ code, said }).toEqual({
      code: 1,
      said: `The database at 127.0.0.1:${port} cannot be reached: nothing listens there. Check DATABASE_URL.`,
    })
  })

  it('a database that refuses', async () => {
    const database = await freshDatabase()
    const [gone, guessed] = [new URL(database.url), new URL(database.url)]
    gone.pathname = '/elsewhere'
    guessed.password = 'guess'
    const answers = await Promise.all([gone, guessed].map((url) => start({ env: { DATABASE_URL: String(url) } })))
    await database.close()
    const at = `The database at 127.0.0.1:${gone.port} cannot be reached`
    expect(answers).toEqual([
      { code: 1, said: `${at}: it has no database named elsewhere. Check DATABASE_URL.` },
      { code: 1, said: `${at}: it refuses the password of postgres. Check DATABASE_URL.` },
    ])
  })

  it('an invalid DATABASE_URL, without printing it', async () => {
    const { code, said } = await start({ env: { DATABASE_URL: 'postgresql://desk:se cret@:x/' } })
    expect(code).toBe(1)
    expect(said).toMatch(/^DATABASE_URL is invalid/)
    expect(said).not.toContain('cret')
  })

  it.each([2_000, -2_000])('a clock that differs from the database by %i ms', async (ms) => {
    const database = await freshDatabase()
    const before = `const now = Date.now; Date.now = () => now() + ${ms}`
    const { code, said } = await start({ before, env: { DATABASE_URL: database.url } })
    await database.close()
    expect(code).toBe(1)
    expect(said).toMatch(
      /^This machine's clock and the database's differ by (19|20)\d\d ms; more than 500 ms would make promises wrong\. Synchronise the clocks and start again\.$/,
    )
  })

  it('a file where the data folder should be', async () => {
    const file = path.join(folder, 'file')
    fs.writeFileSync(file, '')
    const sentence = (at: string) =>
      `The data folder ${at} cannot be used: a file stands where the folder should be. Mend that, or set NIGHTDESK_DATA to another folder.`
    expect(await start({ env: { NIGHTDESK_DATA: file } })).toEqual({ code: 1, said: sentence(file) })
    const below = path.join(file, 'below')
    expect(await start({ env: { NIGHTDESK_DATA: below } })).toEqual({ code: 1, said: sentence(below) })
  })

  it.skipIf(process.getuid?.() === 0)('a folder that this account cannot write to', async () => {
    fs.chmodSync(folder, 0o555)
    const ended = await start({})
    fs.chmodSync(folder, 0o755)
    expect(ended).toEqual({
      code: 1,
      said: `The data folder ${path.join(folder, 'data')} cannot be used: this account may not write there. Mend that, or set NIGHTDESK_DATA to another folder.`,
    })
  })

  it('a truncated file of secrets', async () => {
    fs.mkdirSync(path.join(folder, 'data'))
    const file = path.join(folder, 'data/secrets.json')
    fs.writeFileSync(file, '{"session": "ab')
    expect(await start({})).toEqual({
      code: 1,
      said: `${file} is damaged: it is not JSON. Restore the file from a backup.`,
    })
  })

  describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)('on a disk of its own', () => {
    const mount = (...args: string[]) => spawnSync('mount', args).status === 0
    const unmount = () => spawnSync('umount', [folder])

    it('a full data folder', async (test) => {
      if (!mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)) return test.skip('this account may not mount a disk')
      try {
        expect(await start({ env: { NIGHTDESK_DATA: folder } })).toEqual({
          code: 1,
          said: `The data folder ${folder} is full: less than 200 MB are free. Free some space, or set NIGHTDESK_DATA to another folder.`,
        })
      } finally {
        unmount()
      }
    })

    it('a data folder that cannot be written', async (test) => {
      if (!mount('-t', 'tmpfs', '-o', 'size=1m,ro', 'tmpfs', folder))
        return test.skip('this account may not mount a disk')
      try {
        expect(await start({ env: { NIGHTDESK_DATA: folder } })).toEqual({
          code: 1,
          said: `The data folder ${folder} cannot be used: it is on a file system that is read-only. Mend that, or set NIGHTDESK_DATA to another folder.`,
        })
      } finally {
        unmount()
      }
    })
  })
})
