import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { envSchema } from '@/server/infra/env'
import { eventKinds } from '@/server/tickets/events/kinds.rules'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8')

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...fs
    .readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join('docs', name.split(path.sep).join('/')))
    .sort(),
]

const rooms = 'app|bench|docs|emails|messages|prisma|public|scripts|server|tests|workers'
const inRoom = new RegExp(`^(${rooms})/[^\\s*<>…]*$`)
const rootFile = /^\.?[\w.-]+\.(md|json|cjs|mjs|js|ts|example)$/
/** Names of shelves and of files to be made, said of any room. */
const anyRoom = /^(schema|facts|rules|X\.rules|rights\.rules|queries|due|page)\.tsx?$|^question\.json$|\.ledger\.json$/
const shots = 'docs/images/'

/** Words of code spans and fenced blocks, without the punctuation around them. */
function codeWords(text: string): string[] {
  const fenced = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '')
  const inline = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
  return [...fenced, ...inline]
    .flatMap((code) => code.split(/\s+/))
    .map((word) => word.replace(/^["']+|[,;:."']+$/g, ''))
}

function mentionedPaths(document: string): string[] {
  const text = read(document)
  const named = codeWords(text).filter(
    (word) => inRoom.test(word) || (rootFile.test(word) && !word.startsWith('-') && !anyRoom.test(word)),
  )
  const linked = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((href) => !/^(\w+:|#)/.test(href))
    .map((href) => path.posix.join(path.posix.dirname(document), href.replace(/#.*$/, '')))
  return [...new Set([...named, ...linked])].filter((at) => !at.startsWith(shots))
}

/** `npm run X`, `npm start` and `npm test`, also where a line breaks between them. */
function mentionedScripts(text: string): string[] {
  const run = [...text.matchAll(/\bnpm\s+run\s+(?:--\S+\s+)*([\w:-]+)/g)].map((match) => match[1] ?? '')
  const short = [...text.matchAll(/\bnpm\s+(start|test)\b/g)].map((match) => match[1] ?? '')
  return [...new Set([...run, ...short])]
}

describe.each(documents)('%s', (document) => {
  it('names only paths that exist', () => {
    expect(mentionedPaths(document).filter((at) => !fs.existsSync(path.join(root, at)))).toEqual([])
  })

  it('names only scripts of package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    expect(mentionedScripts(read(document)).filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
  })
})

it('the checks find paths and scripts', () => {
  expect(mentionedPaths('README.md')).toEqual(
    expect.arrayContaining([
      'app/(portal)',
      'server/api/root.ts',
      'docs/formats.md',
      '.env.example',
      'scripts/start.mjs',
    ]),
  )
  expect(mentionedScripts(read('README.md'))).toEqual(expect.arrayContaining(['start', 'test', 'bench']))
})

it('docs/formats.md names every type of event that an export can contain', () => {
  const named = new Set(codeWords(read('docs/formats.md')))
  expect(Object.keys(eventKinds).filter((type) => !named.has(type))).toEqual([])
})

describe('a refusal', () => {
  /** Where code names a reason; the rules of conduct return theirs as a value. */
  const inCode = /(?:new DomainError\(\s*'[A-Z_]+',\s*|\b(?:invalid|conflict)\(\s*|\brefusal: )'(\w+)'/g
  const inConduct = /\breason: '(\w+)'/g
  const files = fs
    .readdirSync(path.join(root, 'server'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => path.posix.join('server', name.split(path.sep).join('/')))

  it('has words for its reason in messages/en/errors.json', () => {
    const words = JSON.parse(read('messages/en/errors.json')) as Record<string, string>
    const reasons = files.flatMap((file) => {
      const text = read(file)
      const patterns = file.endsWith('conduct.rules.ts') ? [inCode, inConduct] : [inCode]
      return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''))
    })
    expect(reasons.length).toBeGreaterThan(100)
    expect([...new Set(reasons)].filter((reason) => !Object.hasOwn(words, reason))).toEqual([])
  })
})

describe('.env.example', () => {
  it('lists the keys of the environment schema', () => {
    const keys = [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1])
    expect(keys).toEqual(Object.keys(envSchema.shape))
  })

  it('is described in the README', () => {
    const table = read('README.md')
    expect(Object.keys(envSchema.shape).filter((key) => !table.includes(`\`${key}\``))).toEqual([])
  })
})
