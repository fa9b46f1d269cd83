import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Turns } from './archive/archive.rules'

/** Processor time that one file may take, in ms. A log of 25 MB takes a few seconds. */
const maxProcessorMs = 30_000

/** The search of a file has used up its processor time. */
export class TimeUsedUp extends Error {}

/** Processor time of this process so far, in ms. */
const processorMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/**
 * Counts the processor time of the pieces of work on one file, and lets other requests go on between them.
 * @param usedMs processor time so far, in ms
 */
export class FileTurns implements Turns {
  private used = 0

  constructor(private readonly usedMs = processorMs) {}

  /** @throws TimeUsedUp when the pieces together took longer than one file may */
  work = <T>(act: () => T): T => {
    const before = this.usedMs()
    const result = act()
    this.used += this.usedMs() - before
    if (this.used > maxProcessorMs) throw new TimeUsedUp()
    return result
  }

  next = (): Promise<void> => nextTurn()
}

/** Runs one act at a time, in the order in which they come. */
export class Line {
  private last: Promise<unknown> = Promise.resolve()
  private length = 0

  constructor(private readonly maxLength: number) {}

  /** Whether so many wait that one more would not get its turn in a useful time. */
  get isFull(): boolean {
    return this.length >= this.maxLength
  }

  run<T>(act: () => Promise<T>): Promise<T> {
    this.length += 1
    const result = this.last.then(act).finally(() => {
      this.length -= 1
    })
    this.last = result.catch(() => undefined)
    return result
  }
}
