type Stop = () => Promise<void> | void

/** The lifetime of one start: everything that it started is stopped once, in reverse order. */
export interface Lifetime {
  readonly ending: boolean
  /**
   * Registers a function that stops something at the end. Returns a function to call if that thing ends by itself.
   * @throws Error when the end has already begun: the caller must then stop too
   */
  onEnd(stop: Stop): () => void
  /** Stops everything and ends the process; the sentence is printed for the person who started it. */
  end(code: number, sentence?: string): Promise<void>
}

/** Opens a lifetime that Ctrl-C, a closed terminal and SIGTERM end in order. */
export function openLifetime(exit: (code: number) => void = (code) => process.exit(code)): Lifetime {
  const stops: Stop[] = []
  let ending = false
  const end = async (code: number, sentence?: string) => {
    if (ending) return
    ending = true
    if (sentence) console.error(`\n${sentence}`)
    for (let stop = stops.pop(); stop; stop = stops.pop()) {
      try {
        await stop()
      } catch (error) {
        // A failure to stop one thing must not keep the others running.
        console.error(error instanceof Error ? error.message : String(error))
      }
    }
    exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))
  return {
    get ending() {
      return ending
    },
    onEnd(stop) {
      stops.push(stop)
      if (ending) throw new Error('Stopping.')
      return () => {
        const index = stops.indexOf(stop)
        if (index >= 0) stops.splice(index, 1)
      }
    },
    end,
  }
}
