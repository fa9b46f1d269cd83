import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { runtime } from '@/server/infra/runtime'
import type { Story } from './story'

/** Secret of the sessions of `openWeb`. */
export const sessionSecret = 'a secret of this test only'

/** The web process's runtime on a story's database, with a new folder for files, for tests that call route handlers. */
export function openWeb(story: Story): { data: string; close: () => Promise<void> } {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-web-'))
  Object.assign(process.env, {
    DATABASE_URL: story.database.url,
    SESSION_SECRET: sessionSecret,
    NIGHTDESK_DATA: data,
    NIGHTDESK_QUEUE: 'off',
    LOG_LEVEL: 'silent',
  })
  const web = runtime()
  return {
    data,
    close: async () => {
      await web.live.close()
      await web.close()
      fs.rmSync(data, { recursive: true, force: true })
    },
  }
}
