import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EmbeddedPostgres, startPostgres } from '@/scripts/support/postgres'
import { makeFastFolder } from '@/tests/support/fast-folder'

let folder: string
const started: EmbeddedPostgres[] = []
beforeEach(() => {
  folder = makeFastFolder('nightdesk-leftover-')
})
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()))
  fs.rmSync(folder, { recursive: true, force: true })
})

async function start(owner?: number): Promise<EmbeddedPostgres> {
  const server = await startPostgres({
    dataDir: path.join(folder, 'postgres'),
    password: 'test',
    database: 'nightdesk',
    volatile: true,
    owner,
  })
  started.push(server)
  return server
}

/** A process id that nobody has: beyond what systems give out. */
const nobody = 2 ** 30

describe('a database that is still running on the data folder', () => {
  it('is stopped and restarted when the start that it belonged to was killed', async () => {
    const left = await start(nobody)
    const next = await start()
    expect(await left.exited).toBe(0)
    expect(next.pid).not.toBe(left.pid)
  })

  it('is left running while the start that it belongs to runs', async () => {
    const running = await start(process.ppid)
    await expect(start()).rejects.toThrow(
      `The data folder ${running.dataDir} is in use by process ${process.ppid}. Stop that, or set NIGHTDESK_DATA to another folder.`,
    )
    process.kill(running.pid, 0)
  })
})

describe('a folder without a database', () => {
  it('keeps the files that are in it', async () => {
    const file = path.join(folder, 'postgres/notes.txt')
    fs.mkdirSync(path.dirname(file))
    fs.writeFileSync(file, 'mine')
    await expect(start()).rejects.toThrow('is not empty and holds no database')
    expect(fs.readFileSync(file, 'utf8')).toBe('mine')
    expect(fs.readdirSync(folder)).toEqual(['postgres'])
  })
})
