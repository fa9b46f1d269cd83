import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isDraining } from '@/server/infra/jobs/draining'

const { drainable } = (await import('../../scripts/start/drain.mjs')) as {
  drainable: (server: http.Server) => { drain(timeoutMs?: number): Promise<boolean> }
}

let server: http.Server
let drained: ReturnType<typeof drainable>
let finish: Map<string, () => void>
const agent = new http.Agent({ keepAlive: true })
beforeEach(async () => {
  finish = new Map()
  server = http.createServer((request, response) => {
    if (request.url === '/stream') response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n')
    else finish.set(request.url!, () => response.end('done'))
  })
  drained = drainable(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  ;(globalThis as { nightdeskDraining?: boolean }).nightdeskDraining = undefined
  server.closeAllConnections()
  agent.destroy()
})

async function ask(path: string): Promise<http.IncomingMessage> {
  const request = http.get({ port: (server.address() as AddressInfo).port, path, agent })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  return response
}
const textOf = async (response: http.IncomingMessage) => (await response.setEncoding('utf8').toArray()).join('')
const until = async (what: () => boolean) => {
  while (!what()) await new Promise((resolve) => setImmediate(resolve))
}

it('a request under way is finished before the process stops, and health answers 503 meanwhile', async () => {
  const asked = ask('/filing')
  await until(() => finish.has('/filing'))
  const over = drained.drain()
  expect(isDraining()).toBe(true)
  await expect(fetch(`http://127.0.0.1:${(server.address() as AddressInfo | null)?.port ?? 1}/late`)).rejects.toThrow()
  finish.get('/filing')!()
  expect(await textOf(await asked)).toBe('done')
  expect(await over).toBe(true)
})

it('a live stream is ended by the process itself and delays nothing', async () => {
  const response = await ask('/stream')
  const over = drained.drain()
  expect(await textOf(response)).toBe(': hello\n\n')
  expect(await over).toBe(true)
})

it('a request that is not finished within the time-out is cut off', async () => {
  const asked = ask('/hangs')
  asked.catch(() => undefined)
  await until(() => finish.has('/hangs'))
  expect(await drained.drain(100)).toBe(false)
  await expect(asked).rejects.toThrow()
})
