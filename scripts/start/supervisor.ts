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
  /** Stops all: each is asked first, and killed when it does not end within the grace. */
  stop(): Promise<void>
}

/** Lengths in ms. */
export interface Patience {
  restartAfterMs: number
  mostDeaths: number
  withinMs: number
  graceMs: number
}
const usual: Patience = { restartAfterMs: 500, mostDeaths: 5, withinMs: 60_000, graceMs: 10_000 }

/** Keeps programs alive: a dead one is started again; five deaths in a minute end everything. */
export function supervise(programs: Program[], patience: Partial<Patience> = {}): Supervised {
  const { restartAfterMs, mostDeaths, withinMs, graceMs } = { ...usual, ...patience }
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
    let over = false
    const died = (how: string) => {
      if (over || stopping) return
      over = true
      const now = performance.now() // never set back by whoever sets the clock
      deaths = [...deaths.filter((at) => now - at < withinMs), now]
      console.error(`The ${program.name} process ended (${how}).`)
      if (deaths.length >= mostDeaths)
        giveUp(`Processes died ${mostDeaths} times within a minute; the last was ${program.name}.`)
      else setTimeout(() => !stopping && start(program), restartAfterMs)
    }
    child.once('exit', (code, signal) => died(String(signal ?? code)))
    child.once('error', (error) => died(error.message)) // not even started: no memory, too many processes
  }
  for (const program of programs) start(program)

  const stopOne = async (child: ChildProcess | undefined) => {
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
    await ended
    clearTimeout(timer)
  }

  return {
    gaveUp,
    async stop() {
      stopping = true
      // Web first, so that nothing new comes in; then the worker, which finishes what it holds.
      for (const program of programs) await stopOne(children.get(program.name))
    },
  }
}
