import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { restartPauseMs } from '@/scripts/start/supervisor'

const standInPath = (name: string) => path.join(import.meta.dirname, 'stand-ins', `${name}.mjs`)

let folder: string
let logFile: string
let starter: ChildProcess
let said: string
let ended: Promise<number | null>
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-supervisor-'))
  logFile = path.join(folder, 'diary')
  fs.writeFileSync(logFile, '')
})
afterEach(async () => {
  starter?.kill('SIGKILL')
  await ended
  for (const { pid } of entries()) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  fs.rmSync(folder, { recursive: true, force: true })
})

const entries = () =>
  fs
    .readFileSync(logFile, 'utf8')
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
  const files = ['database', ...names].map(standInPath)
  starter = spawn(
    process.execPath,
    ['scripts/run-ts.mjs', path.join(import.meta.dirname, 'stand-ins/start.ts'), ...files],
    { env: { ...process.env, DIARY: logFile }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  starter.stderr?.on('data', (data: Buffer) => (said += data))
  ended = new Promise((resolve) => starter.once('close', resolve))
}

const until = (what: () => boolean) => vi.waitUntil(what, { timeout: 20_000, interval: 10 })
const haveAllExited = () => entries().every(({ pid }) => !isAlive(pid))

it.each(['web', 'worker'])('a %s process that died is restarted, and the other one keeps running', async (name) => {
  supervise('web', 'worker')
  await until(() => entries().length === 3)
  const other = name === 'web' ? 'worker' : 'web'
  process.kill(pidsOf(name)[0]!, 'SIGKILL')
  await until(() => pidsOf(name).length === 2)
  expect(isAlive(pidsOf(name)[1]!)).toBe(true)
  expect(pidsOf(other)).toHaveLength(1)
  expect(isAlive(pidsOf(other)[0]!)).toBe(true)
  await until(() => said.includes(`The ${name}.mjs process exited (SIGKILL); restarting it in 0.02 s.`))
})

it('a program that exits five times before it was ever ready ends the start, with a message', async () => {
  supervise('web', 'broken')
  expect(await ended).toBe(1)
  expect(pidsOf('broken')).toHaveLength(5)
  expect(said).toContain('The broken.mjs process exited (7); restarting it in 0.02 s.')
  expect(said).toContain('The broken.mjs process exited 5 times (7) before it was ready; see its messages above.')
  expect(
    entries()
      .filter(({ what }) => what === 'ended')
      .map(({ name }) => name),
  ).toEqual(['web', 'database'])
  expect(haveAllExited()).toBe(true)
})

it('a program that was ready once is restarted endlessly, and its exits stop no other', async () => {
  supervise('faltering', 'worker')
  await until(() => entries().length === 3)
  process.kill(pidsOf('faltering')[0]!, 'SIGKILL')
  await until(() => pidsOf('faltering').length === 9)
  expect(said).toContain('The faltering.mjs process exited (SIGKILL); restarting it in 0.02 s.')
  expect(said).toContain('The faltering.mjs process exited (7); restarting it in 0.08 s.')
  for (const name of ['worker', 'database']) {
    expect(pidsOf(name)).toHaveLength(1)
    expect(isAlive(pidsOf(name)[0]!)).toBe(true)
  }
  expect(starter.exitCode).toBeNull()
})

it('the pause before a restart grows from half a second to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map((ends) => restartPauseMs(ends))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ])
})

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s stops all programs and leaves no process', async (signal) => {
  supervise('web', 'worker')
  await until(() => entries().length === 3)
  starter.kill(signal)
  expect(await ended).toBe(0)
  expect(
    entries()
      .slice(3)
      .map(({ name, what }) => `${name} ${what}`),
  ).toEqual(['web ended', 'worker asked', 'worker ended', 'database ended'])
  expect(haveAllExited()).toBe(true)
})

it('a process that ignores the signal is killed after the grace period', async () => {
  supervise('deaf', 'worker')
  await until(() => entries().length === 3)
  starter.kill('SIGINT')
  expect(await ended).toBe(0)
  expect(
    entries()
      .slice(3)
      .map(({ name, what }) => `${name} ${what}`),
  ).toEqual(['deaf asked', 'worker asked', 'worker ended', 'database ended'])
  expect(haveAllExited()).toBe(true)
})

it('the programs of a killed supervisor stop too', async () => {
  supervise('web', 'worker')
  await until(() => entries().length === 3)
  starter?.kill('SIGKILL')
  await until(() => entries().filter(({ what }) => what === 'ended').length === 3)
  expect(pidsOf('web')).toHaveLength(1)
})
