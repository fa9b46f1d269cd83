// The web process: Next's own server, ended when its supervisor is gone.
import http from 'node:http'
import next from 'next'

const dev = process.argv.includes('--dev')
const host = process.env.NIGHTDESK_HOST ?? '127.0.0.1'
const port = Number(process.env.PORT)
const server = http.createServer()
const app = next({ dev, hostname: host, port, httpServer: server })
await app.prepare()
const handle = app.getRequestHandler()
server.on('request', (request, response) => {
  // Whoever asks may write any header; this one is ours (server/accounts/rules.ts).
  request.headers['x-nightdesk-peer'] = request.socket.remoteAddress ?? ''
  void handle(request, response)
})
server.keepAliveTimeout = 65_000
server.listen(port, host, () => process.send?.('ready'))

let stopping = false
const stop = () => {
  if (stopping) return
  stopping = true
  server.close(() => process.exit(0))
  // Open streams never end by themselves.
  server.closeAllConnections()
  setTimeout(() => process.exit(0), 3_000).unref()
}
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, stop)
