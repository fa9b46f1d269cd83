type Stop = () => Promise<void> | void

/** The span of one start: what it began is stopped in reverse order, once, whoever asks for the end. */
export interface Lifetime {
  readonly ending: boolean
  /**
   * Registers what the end has to stop. Returns what to call when it has ended by itself.
   * @throws Error when the end has begun: whoever asks has to stop too
   */
  onEnd(stop: Stop): () => void
  /** Stops everything and ends the process; the sentence is for whoever started it. */
  end(code: number, sentence?: string): Promise<void>
}

/** Ctrl-C, a closed terminal and a polite kill all end the process in order. */
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
        // What cannot be stopped must not keep the rest running.
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
