import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type MessageArea, namespacesOf } from './area-namespaces'

const root = path.resolve(import.meta.dirname, '../..')

function fileOf(from: string, imported: string): string | null {
  const base = imported.startsWith('@/')
    ? path.join(root, imported.slice(2))
    : imported.startsWith('.')
      ? path.resolve(path.dirname(from), imported)
      : null
  return ['.tsx', '.ts'].map((ending) => `${base}${ending}`).find((file) => base && existsSync(file)) ?? null
}

/** First parts of what `useTranslations` is asked for in these files and in all that they import of app/. */
function used(folders: string[]): string[] {
  const waiting = folders.flatMap((folder) =>
    readdirSync(path.join(root, 'app', folder), { recursive: folder !== '.', encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx'))
      .map((name) => path.join(root, 'app', folder, name)),
  )
  const seen = new Set<string>()
  const found = new Set<string>()
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (seen.has(file) || file.includes('.test.') || !file.startsWith(path.join(root, 'app'))) continue
    seen.add(file)
    const text = readFileSync(file, 'utf8')
    for (const [, name] of text.matchAll(/useTranslations\(['"`](\w+)/g)) found.add(name!)
    for (const [, imported] of text.matchAll(/from ['"]([^'"]+)['"]/g)) {
      const next = fileOf(file, imported!)
      if (next) waiting.push(next)
    }
  }
  return [...found]
}

test.each<[MessageArea, string[]]>([
  ['root', ['.']],
  ['public', ['[locale]']],
  ['auth', ['(auth)']],
  ['portal', ['(portal)']],
  ['desk', ['(desk)']],
  ['manage', ['(manage)']],
])('%s receives the messages that its screens use', (area, folders) => {
  expect(namespacesOf(area)).toEqual(expect.arrayContaining(used(folders)))
})

test("customers do not receive the staff's messages, and nobody receives those of mails", () => {
  expect(namespacesOf('portal').filter((name) => ['desk', 'manage', 'oncall', 'system'].includes(name))).toEqual([])
  for (const area of ['root', 'auth', 'portal', 'desk', 'manage'] as const)
    expect(namespacesOf(area)).not.toContain('mail')
})
