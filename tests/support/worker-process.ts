import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { bundleWorker } from '@/scripts/start/build'

/** Folder of a worker bundle, built as by the start script; one per test process, because files run in parallel. */
const bundle = path.resolve(`dist/tests-${process.env.VITEST_POOL_ID ?? 0}`)
let isBundled = false

export async function prepareWorker(): Promise<void> {
  if (isBundled) return
  await bundleWorker(bundle)
  isBundled = true
}

export interface WorkerProcess {
  child: ChildProcess
  /** Resolves when the worker has completed its first sweep. */
  ready: Promise<void>
  /** Whether the worker has logged a line with this message so far. */
  hasLogged(message: string): boolean
  /** The whole log, for the message of a failure. */
  log(): string
  /** Kills it, as in a crash; does nothing when it has ended. */
  kill(): Promise<void>
  /** Stops it as the supervisor does. Returns its exit code. */
  stop(): Promise<number | null>
}

/**
 * Starts a real worker process; `prepareWorker` comes first.
 * @param variables environment variables besides, or in place of, those of every worker here
 * @param laterMs how far its clock is ahead, so that a test need not wait for a lease to expire
 */
export function startWorkerProcess(variables: Record<string, string>, laterMs = 0): WorkerProcess {
  const clock = `const Real = Date; globalThis.Date = class extends Real {
    constructor(...given) { if (given.length === 0) super(Real.now() + ${laterMs}); else super(...given) }
    static now() { return Real.now() + ${laterMs} }
  }`
  const preload = laterMs === 0 ? [] : ['--import', `data:text/javascript,${encodeURIComponent(clock)}`]
  const { REDIS_URL: _redis, ...inherited } = process.env
  const child = spawn(process.execPath, [...preload, path.join(bundle, 'worker.mjs')], {
    env: {
      ...inherited,
      NODE_ENV: 'test',
      MAIL_FROM: 'Nightdesk <support@test.example>',
      PUBLIC_URL: 'http://localhost:3000',
      NIGHTDESK_QUEUE: 'off',
      LOG_LEVEL: 'info',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  child.stdout!.on('data', (data: Buffer) => (output += data))
  child.stderr!.on('data', (data: Buffer) => (output += data))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (message === 'ready') resolve()
    })
  })
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  return {
    child,
    ready,
    hasLogged: (message) => output.includes(`"msg":"${message}"`),
    log: () => output,
    async kill() {
      if (!hasEnded()) child.kill('SIGKILL')
      await ended
    },
    async stop() {
      if (!hasEnded()) child.kill('SIGTERM')
      return ended
    },
  }
}
