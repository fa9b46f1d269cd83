import { execFileSync } from 'node:child_process'
import fs from 'node:fs'

interface Process {
  pid: number
  parent: number
  /** Processor time of the process and of its children that have ended, ms. */
  cpuMs: number
  command: string
}

/** Clock ticks a second in /proc, which Linux fixes at 100 for programs. */
const msPerTick = 10

function ofProc(): Process[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const fields = fs.readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
        const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
        const command = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return [{ pid: Number(name), parent: Number(fields[1]), cpuMs: ticks * msPerTick, command }]
      } catch {
        return [] // it has ended meanwhile
      }
    })
}

/** Where there is no /proc, as on macOS, whose `ps` writes processor time as minutes:seconds.hundredths. */
function ofPs(): Process[] {
  return execFileSync('ps', ['-axo', 'pid=,ppid=,time=,command='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const found = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line)
      if (!found) return []
      const [, pid, parent, time, command] = found
      const seconds = time!.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
      return [{ pid: Number(pid), parent: Number(parent), cpuMs: seconds * 1_000, command: command! }]
    })
}

const list = () => (fs.existsSync('/proc/self/stat') ? ofProc() : ofPs())

/** Returns a process and all its running descendants. */
export function tree(pid: number): Process[] {
  const all = list()
  const below = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)])
  return [...all.filter((one) => one.pid === pid), ...below(pid)]
}

/** Returns the processor time that a process and its descendants have used so far, ms, in steps of 10. */
export const cpuMs = (pid: number): number => tree(pid).reduce((sum, one) => sum + one.cpuMs, 0)

/**
 * Returns the memory of processes in MB: the proportional set size on Linux, which counts shared pages once; elsewhere
 * the resident sizes, which count them several times.
 */
export function memoryMb(pids: readonly number[]): number {
  let kilobytes = 0
  for (const pid of pids) {
    try {
      kilobytes += fs.existsSync('/proc/self/smaps_rollup')
        ? Number(/^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
        : Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }))
    } catch {
      // ended meanwhile
    }
  }
  return kilobytes / 1024
}
