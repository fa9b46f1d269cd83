import pino from 'pino'
import { currentActivity } from './activity.mjs'

/**
 * An error by its name, code, words and way, with those of its causes. Whatever else it carries stays out: a database
 * adds the row that it refused, a sender the request that it made.
 */
export function loggedError(error: unknown) {
  if (!(error instanceof Error)) return String(error)
  const { type, message, stack } = pino.stdSerializers.err(error)
  const { code } = error as { code?: unknown }
  return { type, ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}), message, stack }
}

/**
 * Writes one JSON line per event to standard output, with the request or due row that it belongs to
 * (server/infra/activity.mjs). The level comes from LOG_LEVEL.
 */
export const log = pino({
  base: undefined,
  level: 'info',
  mixin: currentActivity,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: loggedError },
})

export function setLogLevel(level: string) {
  log.level = level
}

/** Writes one line when an error that nobody caught ends this process, before Node prints its stack. */
export function logBeforeExit() {
  process.on('uncaughtExceptionMonitor', (error, origin) => log.fatal({ err: error, origin }, 'process ends'))
}
