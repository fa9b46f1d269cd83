// Lets a server finish its open requests. Plain JavaScript, because web.mjs runs without a build.

/** Tests the sent head, because headers passed to `writeHead` are not returned by `getHeader`. */
const isStream = (response) => /^content-type: *text\/event-stream/im.test(response._header ?? '')
const pollEveryMs = 50

/**
 * Tracks the requests of a server, so that it can be drained: health then answers 503 (server/infra/jobs/draining.ts),
 * idle connections are closed, live streams are ended, and open requests are finished.
 * @param {import('node:http').Server} server
 * @returns {{ drain(timeoutMs?: number): Promise<boolean> }} `drain` resolves with true when all requests finished in
 * time; the others are cut off
 */
export function drainable(server) {
  const underWay = new Set()
  server.on('request', (_request, response) => {
    underWay.add(response)
    response.once('close', () => underWay.delete(response))
  })
  return {
    async drain(timeoutMs = 8_000) {
      globalThis.nightdeskDraining = true
      const closed = new Promise((resolve) => server.close(() => resolve()))
      const deadline = performance.now() + timeoutMs
      for (;;) {
        server.closeIdleConnections()
        for (const response of underWay) {
          if (!response.headersSent) response.setHeader('connection', 'close')
          // A stream never ends by itself; the browser reconnects to the next process.
          else if (isStream(response)) response.end()
        }
        if (underWay.size === 0 || performance.now() >= deadline) break
        await new Promise((resolve) => setTimeout(resolve, pollEveryMs))
      }
      const isFinished = underWay.size === 0
      server.closeAllConnections()
      await closed
      return isFinished
    },
  }
}
