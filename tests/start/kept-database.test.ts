import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepDatabase } from '@/scripts/start/database'
import type { Lifetime } from '@/scripts/start/lifetime'
import { startPostgres } from '@/scripts/support/postgres'
import { makeFastFolder } from '@/tests/support/fast-folder'

// Real servers on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let folder: string
let stops: (() => Promise<void> | void)[]
let isEnding: boolean
let lifetime: Lifetime
let said: string[]
beforeEach(() => {
  folder = makeFastFolder('nightdesk-kept-')
  stops = []
  said = []
  isEnding = false
  lifetime = {
    get ending() {
      return isEnding
    },
    onEnd(stop) {
      stops.push(stop)
      return () => undefined
    },
    async end() {
      isEnding = true
      for (const stop of stops.splice(0)) await stop()
    },
  }
})
afterEach(async () => {
  await lifetime.end(0)
  fs.rmSync(folder, { recursive: true, force: true })
})

const options = () => ({ dataDir: path.join(folder, 'postgres'), password: 'test', database: 'nightdesk' })
const keep = (start?: typeof startPostgres) =>
  keepDatabase(lifetime, options(), (line) => said.push(line), { firstPauseMs: 20, maxPauseMs: 200 }, start)

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end().catch(() => undefined)
  }
}
const postmaster = () => Number(fs.readFileSync(path.join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

it('an embedded database whose server is killed comes back at the same address with all committed data', async () => {
  const url = await keep()
  await ask(url, 'create table kept (word text)')
  await ask(url, `insert into kept values ('promise')`)
  const killed = postmaster()
  process.kill(killed, 'SIGKILL')
  await vi.waitUntil(() => said.includes('The database is back.'), { timeout: 80_000, interval: 20 })
  expect(postmaster()).not.toBe(killed)
  expect(await ask(url, 'select word from kept')).toEqual([{ word: 'promise' }])
  expect(said[0]).toBe('The database stopped unexpectedly (killed); restarting it.')
})

it('a database that cannot be restarted is retried until it can', async () => {
  let starts = 0
  const url = await keep((how) => {
    starts += 1
    return starts === 1 || starts > 7 ? startPostgres(how) : Promise.reject(new Error('No space left on device'))
  })
  process.kill(postmaster(), 'SIGKILL')
  await vi.waitUntil(() => said.includes('The database is back.'), { timeout: 80_000, interval: 20 })
  expect(said.filter((line) => line === 'The database cannot be started: No space left on device')).toHaveLength(6)
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

it('stopping the start script stops the database regularly and does not restart it', async () => {
  const url = await keep()
  await lifetime.end(0)
  await expect(ask(url, 'select 1')).rejects.toThrow()
  expect(fs.existsSync(path.join(folder, 'postgres/postmaster.pid'))).toBe(false)
  expect(said).toEqual([])
})

it('a failing first start is reported to the caller', async () => {
  await expect(keep(() => Promise.reject(new Error('The data folder cannot be written')))).rejects.toThrow(
    'The data folder cannot be written',
  )
})
