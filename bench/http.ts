import http from 'node:http'
import type { BenchApp } from './app'

// Keep-alive connections and a minimal client, because the client runs on the same cores as the measured product.
export const agent = new http.Agent({ keepAlive: true, maxSockets: 32 })

interface Answer {
  status: number
  body: Buffer
}

/** Sends a request and reads the whole answer, without decompressing it. */
export function answerOf(url: string, options: http.RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent, ...options }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Calls a mutation over HTTP and returns its result. @throws Error when it is refused */
export async function call<T>(app: BenchApp, cookie: string, procedure: string, input: unknown): Promise<T> {
  const body = JSON.stringify({ json: input })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), cookie }
  const { status, body: answer } = await answerOf(`${app.url}/api/trpc/${procedure}`, { method: 'POST', headers }, body)
  if (status !== 200) throw new Error(`${procedure}: ${status} ${answer.toString().slice(0, 300)}`)
  return (JSON.parse(answer.toString()) as { result: { data: { json: T } } }).result.data.json
}

/**
 * Opens a page as a browser does at a first visit, compressed; returns its size in bytes.
 * @throws Error when the status is not the expected one
 */
export async function openPage(app: BenchApp, cookie: string, path: string, expected = 200): Promise<number> {
  const { status, body } = await answerOf(`${app.url}${path}`, { headers: { cookie, 'accept-encoding': 'gzip' } })
  if (status !== expected) throw new Error(`${path}: ${status}`)
  return body.length
}

/** Runs a job `count` times, `lanes` at once; returns how many a second. */
export async function ratePerSecond(count: number, lanes: number, job: () => Promise<unknown>): Promise<number> {
  let left = count
  const from = performance.now()
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (left > 0) {
        left -= 1
        await job()
      }
    }),
  )
  return (count / (performance.now() - from)) * 1_000
}
