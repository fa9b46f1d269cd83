// The web process: Next's own server, which ends when its supervisor is gone.
import http from 'node:http'
import next from 'next'
import { drainable } from './drain.mjs'
import { guarded } from './guard.mjs'

const dev = process.argv.includes('--dev')
const host = process.env.NIGHTDESK_HOST ?? '127.0.0.1'
const port = Number(process.env.PORT)
// Time-outs: 20 s for the head, five minutes for the whole request; the guard has shorter ones for bodies.
const server = http.createServer({
  headersTimeout: 20_000,
  requestTimeout: 310_000,
  connectionsCheckingInterval: 5_000,
})
const drained = drainable(server)
const app = next({ dev, hostname: host, port, httpServer: server })
await app.prepare()
const handle = app.getRequestHandler()
server.on(
  'request',
  guarded(handle, {
    publicUrl: process.env.PUBLIC_URL ?? `http://localhost:${port}`,
    allowedHosts: process.env.ALLOWED_HOSTS,
    dev,
  }),
)
// No route uses protocol upgrades. Next would leave such a connection open without an answer and without a time-out.
if (!dev) server.on('upgrade', (_request, socket) => socket.destroy())
server.keepAliveTimeout = 65_000
server.listen(port, host, () => process.send?.('ready'))

let stopping = false
const stop = async () => {
  if (stopping) return
  stopping = true
  const isFinished = await drained.drain()
  if (!isFinished) console.error('The web process stopped with requests in progress.')
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, stop)
