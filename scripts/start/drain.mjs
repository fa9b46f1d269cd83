// Lets a server finish what it has begun. Plain JavaScript, because web.mjs runs without a build.

/** What `writeHead` was given is not among `getHeader`'s headers; the head that was sent has it in any case. */
const isStream = (response) => /^content-type: *text\/event-stream/im.test(response._header ?? '')
const lookEveryMs = 50

/**
 * Watches the requests of a server, so that it can be drained: health answers 503 from then on
 * (server/infra/jobs/draining.ts), idle connections are closed, live streams are ended, and what is under way is finished.
 * @param {import('node:http').Server} server
 * @returns {{ drain(patienceMs?: number): Promise<boolean> }} `drain` resolves with whether everything was finished
 * within the patience; what was not is cut
 */
export function drainable(server) {
  const underWay = new Set()
  server.on('request', (_request, response) => {
    underWay.add(response)
    response.once('close', () => underWay.delete(response))
  })
  return {
    async drain(patienceMs = 8_000) {
      globalThis.nightdeskDraining = true
      const closed = new Promise((resolve) => server.close(() => resolve()))
      const deadline = performance.now() + patienceMs
      for (;;) {
        server.closeIdleConnections()
        for (const response of underWay) {
          if (!response.headersSent) response.setHeader('connection', 'close')
          // A stream never ends by itself; its browser opens another one, at the process that follows.
          else if (isStream(response)) response.end()
        }
        if (underWay.size === 0 || performance.now() >= deadline) break
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
      }
      const isFinished = underWay.size === 0
      server.closeAllConnections()
      await closed
      return isFinished
    },
  }
}
