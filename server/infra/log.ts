import pino from 'pino'
import { currentActivity } from './activity.mjs'

/**
 * Returns an error's type, code, message and stack, including those of its causes. Other fields are left out because
 * they may hold personal data or secrets: a database error holds the refused row, a sender's error the request.
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

/** Logs one line when an uncaught error ends this process, before Node prints the stack. */
export function logBeforeExit() {
  process.on('uncaughtExceptionMonitor', (error, origin) => log.fatal({ err: error, origin }, 'process ends'))
}
