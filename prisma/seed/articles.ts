import fs from 'node:fs'
import path from 'node:path'
import type { Db } from '@/server/infra/db/db'
import { saveArticleSchema } from '@/server/knowledge/articles/schema'
import { importArticle } from '@/server/knowledge/articles/articles'

const folder = path.join(import.meta.dirname, 'articles')
const lists = new Set(['scenarios', 'products', 'platforms', 'errorCodes', 'regions'])

/** Front matter is one `key: value` a line; lists are separated by commas. */
export function parseArticle(text: string) {
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text.replaceAll('\r\n', '\n')) ?? []
  const facts = Object.fromEntries(
    head.split('\n').map((line) => {
      const at = line.indexOf(':')
      const key = line.slice(0, at).trim()
      const value = line.slice(at + 1).trim()
      return [
        key,
        lists.has(key)
          ? value
              .split(',')
              .map((item) => item.trim())
              .filter(Boolean)
          : value,
      ]
    }),
  )
  const { reviewedAt, ...rest } = facts
  return {
    ...saveArticleSchema.omit({ id: true, basedOn: true }).parse({ ...rest, body: body.trim() }),
    reviewedAt: reviewedAt ? new Date(`${String(reviewedAt)}T00:00:00.000Z`) : null,
  }
}

/** The starter library, in both languages; what is already there is left as it is. */
export async function seedArticles(db: Db, now: Date): Promise<void> {
  for (const name of fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort())
    await importArticle(db, now, parseArticle(fs.readFileSync(path.join(folder, name), 'utf8')))
}
