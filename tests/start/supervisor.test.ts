import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const standIn = (name: string) => path.join(import.meta.dirname, 'stand-ins', `${name}.mjs`)

let folder: string
let diary: string
let starter: ChildProcess
let said: string
let ended: Promise<number | null>
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-supervisor-'))
  diary = path.join(folder, 'diary')
  fs.writeFileSync(diary, '')
})
afterEach(async () => {
  starter.kill('SIGKILL')
  await ended
  for (const { pid } of entries()) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  fs.rmSync(folder, { recursive: true, force: true })
})

const entries = () =>
  fs
    .readFileSync(diary, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', pid, what = ''] = line.split(' ')
      return { name, pid: Number(pid), what }
    })
const pidsOf = (name: string) =>
  entries()
    .filter((entry) => entry.name === name && entry.what === 'began')
    .map(({ pid }) => pid)

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The supervisor in a process of its own, with these programs and a "database" that is stopped last. */
function supervise(...names: string[]): void {
  said = ''
  const files = ['database', ...names].map(standIn)
  starter = spawn(
    process.execPath,
    ['scripts/run-ts.mjs', path.join(import.meta.dirname, 'stand-ins/start.ts'), ...files],
    { env: { ...process.env, DIARY: diary }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  starter.stderr?.on('data', (data: Buffer) => (said += data))
  ended = new Promise((resolve) => starter.once('close', resolve))
}

const until = (what: () => boolean) => vi.waitUntil(what, { timeout: 20_000, interval: 10 })
const allGone = () => entries().every(({ pid }) => !isAlive(pid))

it.each(['web', 'worker'])('a dead %s process is started again, the other is left alone', async (name) => {
  supervise('web', 'worker')
  await until(() => entries().length === 3)
  const other = name === 'web' ? 'worker' : 'web'
  process.kill(pidsOf(name)[0]!, 'SIGKILL')
  await until(() => pidsOf(name).length === 2)
  expect(isAlive(pidsOf(name)[1]!)).toBe(true)
  expect(pidsOf(other)).toHaveLength(1)
  expect(isAlive(pidsOf(other)[0]!)).toBe(true)
  await until(() => said.includes(`The ${name}.mjs process ended (SIGKILL).`))
})

it('five deaths within a minute end everything and say so', async () => {
  supervise('web', 'broken')
  expect(await ended).toBe(1)
  expect(pidsOf('broken')).toHaveLength(5)
  expect(said).toContain('The broken.mjs process ended (7).')
  expect(said).toContain('Processes died 5 times within a minute; the last was broken.mjs.')
  expect(
    entries()
      .filter(({ what }) => what === 'ended')
      .map(({ name }) => name),
  ).toEqual(['web', 'database'])
  expect(allGone()).toBe(true)
})

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s stops all in order and leaves no process', async (signal) => {
  supervise('web', 'worker')
  await until(() => entries().length === 3)
  starter.kill(signal)
  expect(await ended).toBe(0)
  expect(
    entries()
      .slice(3)
      .map(({ name, what }) => `${name} ${what}`),
  ).toEqual(['web ended', 'worker asked', 'worker ended', 'database ended'])
  expect(allGone()).toBe(true)
})

it('a process that does not hear is killed after the grace', async () => {
  supervise('deaf', 'worker')
  await until(() => entries().length === 3)
  starter.kill('SIGINT')
  expect(await ended).toBe(0)
  expect(
    entries()
      .slice(3)
      .map(({ name, what }) => `${name} ${what}`),
  ).toEqual(['deaf asked', 'worker asked', 'worker ended', 'database ended'])
  expect(allGone()).toBe(true)
})

it('a supervisor that is killed outright takes its programs along', async () => {
  supervise('web', 'worker')
  await until(() => entries().length === 3)
  starter.kill('SIGKILL')
  await until(() => entries().filter(({ what }) => what === 'ended').length === 3)
  expect(pidsOf('web')).toHaveLength(1)
})
