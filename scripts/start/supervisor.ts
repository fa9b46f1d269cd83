import { type ChildProcess, spawn } from 'node:child_process'
import { root } from './settings'

export interface Program {
  name: string
  args: string[]
  env: NodeJS.ProcessEnv
}

export interface Supervised {
  /** Resolves with a sentence when something died too often. */
  gaveUp: Promise<string>
  stop(): Promise<void>
}

const restartAfterMs = 500
const mostDeaths = 5
const withinMs = 60_000
const graceMs = 10_000

/** Keeps programs alive: a dead one is started again; five deaths in a minute end everything. */
export function supervise(programs: Program[]): Supervised {
  const children = new Map<string, ChildProcess>()
  let deaths: number[] = []
  let stopping = false
  let giveUp: (sentence: string) => void = () => undefined
  const gaveUp = new Promise<string>((resolve) => {
    giveUp = resolve
  })

  const start = (program: Program) => {
    const child = spawn(process.execPath, program.args, {
      cwd: root,
      env: program.env,
      // The channel tells a child when its supervisor is gone; groups of their own let us stop them in order.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    })
    children.set(program.name, child)
    child.once('exit', (code, signal) => {
      if (stopping) return
      const now = Date.now()
      deaths = [...deaths.filter((at) => now - at < withinMs), now]
      console.error(`The ${program.name} process ended (${signal ?? code}).`)
      if (deaths.length >= mostDeaths)
        giveUp(`Processes died ${mostDeaths} times within a minute; the last was ${program.name}.`)
      else setTimeout(() => !stopping && start(program), restartAfterMs)
    })
  }
  for (const program of programs) start(program)

  return {
    gaveUp,
    async stop() {
      stopping = true
      // Web first, so that nothing new comes in; then the worker, which finishes what it holds.
      for (const program of programs) {
        const child = children.get(program.name)
        if (!child || child.exitCode !== null || child.signalCode !== null) continue
        const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
        child.kill('SIGTERM')
        const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
        await ended
        clearTimeout(timer)
      }
    },
  }
}
