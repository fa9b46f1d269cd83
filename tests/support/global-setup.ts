import fs from 'node:fs'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '@/scripts/support/migrate'
import { startPostgres } from '@/scripts/support/postgres'
import { makeFastFolder } from './fast-folder'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server every file clones its database from; the template is `nightdesk_template`. */
    serverUrl: string
  }
}

/** Starts one embedded PostgreSQL per run, with a migrated template that each file clones in a few milliseconds. */
export default async function setup(project: TestProject) {
  const folder = makeFastFolder('nightdesk-test-')
  const server = await startPostgres({
    dataDir: path.join(folder, 'db'),
    password: 'test',
    database: 'nightdesk_template',
    volatile: true,
  })
  await migrate(server.url)
  project.provide('serverUrl', server.urlOf('postgres'))
  return async () => {
    await server.stop()
    fs.rmSync(folder, { recursive: true, force: true })
    fs.rmSync(server.dataDir, { recursive: true, force: true })
  }
}
