import { type ChildProcess, spawn } from 'node:child_process'
import { root } from './settings'

export interface Program {
  name: string
  args: string[]
  env: NodeJS.ProcessEnv
}

export interface Supervised {
  /** Resolves when every program has reported `ready` over its channel once. */
  ready: Promise<void>
  /** Resolves with a sentence when a program has exited too often before it was ready for the first time. */
  gaveUp: Promise<string>
  /** Stops all programs: each gets a signal, and is killed when it does not exit within the grace period. */
  stop(): Promise<void>
}

/** Durations in ms. */
export interface RestartLimits {
  firstPauseMs: number
  maxPauseMs: number
  /** Exits of one program before its first `ready` after which the start is given up. */
  maxFailedStarts: number
  /** A program that ran this long counts as recovered: its next pause is the first one again. */
  stableAfterMs: number
  graceMs: number
}
const defaults: RestartLimits = {
  firstPauseMs: 500,
  maxPauseMs: 30_000,
  maxFailedStarts: 5,
  stableAfterMs: 60_000,
  graceMs: 10_000,
}

/** Returns the pause in ms before a program is restarted: doubled for each consecutive exit, up to the maximum. */
export function restartPauseMs(
  endsInARow: number,
  limits: Pick<RestartLimits, 'firstPauseMs' | 'maxPauseMs'> = defaults,
) {
  return Math.min(limits.maxPauseMs, limits.firstPauseMs * 2 ** Math.max(0, endsInARow - 1))
}

/** The state of one supervised program. */
interface Kept {
  program: Program
  child: ChildProcess | undefined
  timer: NodeJS.Timeout | undefined
  endsInARow: number
  wasReady: boolean
}

/**
 * Keeps programs running. Each program is counted separately: one that exits is restarted after a growing pause and
 * does not affect the others. The start is given up only for a program that was never ready, because its settings must
 * be wrong and retrying cannot help.
 */
export function supervise(programs: Program[], options: Partial<RestartLimits> = {}): Supervised {
  const limits = { ...defaults, ...options }
  const kept: Kept[] = programs.map((program) => ({
    program,
    child: undefined,
    timer: undefined,
    endsInARow: 0,
    wasReady: false,
  }))
  let stopping = false
  let giveUp: (sentence: string) => void = () => undefined
  const gaveUp = new Promise<string>((resolve) => {
    giveUp = resolve
  })
  let allReady: () => void = () => undefined
  const ready = new Promise<void>((resolve) => {
    allReady = resolve
  })

  const start = (one: Kept) => {
    const { program } = one
    one.timer = undefined
    const startedAt = performance.now() // monotonic: a changed wall clock does not matter
    const child = spawn(process.execPath, program.args, {
      cwd: root,
      env: program.env,
      // The channel reports to a child when its supervisor has ended; own process groups let us stop them in order.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    })
    one.child = child
    let isOver = false
    const ended = (how: string) => {
      if (isOver || stopping) return
      isOver = true
      if (performance.now() - startedAt >= limits.stableAfterMs) one.endsInARow = 0
      one.endsInARow += 1
      if (!one.wasReady && one.endsInARow >= limits.maxFailedStarts) {
        console.error(`The ${program.name} process exited (${how}).`)
        return giveUp(
          `The ${program.name} process exited ${limits.maxFailedStarts} times (${how}) before it was ready; see its messages above.`,
        )
      }
      const pauseMs = restartPauseMs(one.endsInARow, limits)
      console.error(`The ${program.name} process exited (${how}); restarting it in ${pauseMs / 1_000} s.`)
      one.timer = setTimeout(() => !stopping && start(one), pauseMs)
    }
    child.once('exit', (code, signal) => ended(String(signal ?? code)))
    child.once('error', (error) => ended(error.message)) // could not be started: no memory, too many processes
    child.on('message', (message) => {
      if (message !== 'ready') return
      one.wasReady = true
      if (kept.every(({ wasReady }) => wasReady)) allReady()
    })
  }
  for (const one of kept) start(one)

  const stopOne = async ({ child, timer }: Kept) => {
    clearTimeout(timer)
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill('SIGTERM')
    const killing = setTimeout(() => child.kill('SIGKILL'), limits.graceMs)
    await ended
    clearTimeout(killing)
  }

  return {
    ready,
    gaveUp,
    async stop() {
      stopping = true
      // Web first, so that no new work arrives; then the worker, which finishes its current items.
      for (const one of kept) await stopOne(one)
    },
  }
}
