import 'server-only'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { AbstractIntlMessages } from 'next-intl'
import type { AppLocale } from '@/server/vocabulary/locale'
import { env } from '@/server/infra/env'
import { forFormatter, type MessageTree } from '@/server/words/compiled'

const kept = new Map<AppLocale, Promise<AbstractIntlMessages>>()

async function read(locale: AppLocale): Promise<AbstractIntlMessages> {
  const folder = path.join(process.cwd(), 'messages', locale)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const entries = await Promise.all(
    names.map(async (name) => [
      path.basename(name, '.json'),
      forFormatter(JSON.parse(await readFile(path.join(folder, name), 'utf8')) as MessageTree),
    ]),
  )
  return Object.fromEntries(entries) as MessageTree
}

/** Reads all messages of a language: one namespace per file of messages/<locale>. Cached in production only. */
export function messagesOf(locale: AppLocale): Promise<AbstractIntlMessages> {
  if (env().NODE_ENV !== 'production') return read(locale)
  const known = kept.get(locale)
  if (known) return known
  const reading = read(locale)
  kept.set(locale, reading)
  return reading
}
