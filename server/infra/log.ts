import pino from 'pino'

/** One JSON line an event on standard error's side of the house; the level comes from LOG_LEVEL. */
export const log = pino({ base: undefined, level: 'info', timestamp: pino.stdTimeFunctions.isoTime })

export function setLogLevel(level: string) {
  log.level = level
}
