import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedRequest {
  method: string
  /** Path and query. */
  path: string
  headers: http.IncomingHttpHeaders
  body: string
}

export interface HttpRecorder {
  url: string
  port: number
  requests: ReceivedRequest[]
  /** Sets its answer from now on; null: it never answers. */
  answer(how: HttpAnswer | ((request: ReceivedRequest) => HttpAnswer) | null): void
  close(): Promise<void>
}

export interface HttpAnswer {
  status: number
  body?: string
  headers?: Record<string, string>
}

/** Starts a real HTTP server on a free loopback port that records its requests. */
export async function recordHttp(): Promise<HttpRecorder> {
  const requests: ReceivedRequest[] = []
  let answering: HttpAnswer | ((request: ReceivedRequest) => HttpAnswer) | null = { status: 200, body: 'ok' }
  const server = http.createServer((incoming, response) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(parts).toString('utf8'),
      }
      requests.push(request)
      const answer = typeof answering === 'function' ? answering(request) : answering
      if (answer) response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    answer: (how) => {
      answering = how
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
