import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { buildGallery } from './build'

const document = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Gallery</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/main.css"></head>
<body><div id="root"></div><script type="module" src="/main.js"></script></body>
</html>`
const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' }

/**
 * Serves the gallery on this machine only.
 * @param port 0 for any free one
 * @param isWatching whether it is built again when a source changes
 */
export async function serveGallery(port: number, isWatching = false): Promise<{ url: string; close(): Promise<void> }> {
  let files = await buildGallery(isWatching ? (changed) => (files = changed) : undefined)
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://gallery')
    const file = pathname === '/' ? document : files.get(pathname)
    if (!file) return response.writeHead(404).end()
    const type = types[path.extname(pathname)] ?? 'text/html; charset=utf-8'
    return response.writeHead(200, { 'content-type': type }).end(file)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
