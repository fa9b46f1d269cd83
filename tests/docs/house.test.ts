import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ESLint } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crowdedFolders } from '../../scripts/folders.mjs'

/*
 * A rule of the house is enforced by a tool or it is no rule. Here each of them is broken on purpose, in a small house of
 * its own, and the tool must say so.
 */
const root = path.resolve(import.meta.dirname, '../..')
let house: string
beforeAll(() => {
  house = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-house-'))
})
afterAll(() => fs.rmSync(house, { recursive: true, force: true }))

const write = (file: string, text: string) => {
  fs.mkdirSync(path.join(house, path.dirname(file)), { recursive: true })
  fs.writeFileSync(path.join(house, file), text)
}

/** Files that import one another as no file of Nightdesk may: rule, importing file, imported file. */
const wrongImports: [string, string, string][] = [
  ['arrow-vocabulary', 'server/vocabulary/word.ts', 'server/infra/log.ts'],
  ['arrow-time', 'server/time/day.ts', 'server/infra/log.ts'],
  ['arrow-infra', 'server/infra/reader.ts', 'server/accounts/people/people.ts'],
  ['arrow-words', 'server/words/words.ts', 'server/infra/log.ts'],
  ['arrow-integrations', 'server/integrations/mail/mail.ts', 'server/accounts/people/people.ts'],
  ['arrow-accounts', 'server/accounts/teams/teams.ts', 'server/oncall/schedule/schedules.ts'],
  ['arrow-oncall', 'server/oncall/load/load.ts', 'server/paging/page/pages.ts'],
  ['arrow-paging', 'server/paging/drill/drills.ts', 'server/sla/clocks/clocks.ts'],
  ['arrow-sla', 'server/sla/policy/policies.ts', 'server/tickets/filing/filing.ts'],
  ['arrow-knowledge', 'server/knowledge/articles/articles.ts', 'server/tickets/filing/filing.ts'],
  ['arrow-tickets', 'server/tickets/reading/ticket.ts', 'server/whatif/what-if.ts'],
  ['arrow-handoff', 'server/handoff/briefs.ts', 'server/whatif/what-if.ts'],
  ['arrow-whatif', 'server/whatif/replay.ts', 'server/insight/overview/overview.ts'],
  ['arrow-incidents', 'server/incidents/incidents.ts', 'server/whatif/what-if.ts'],
  ['arrow-due', 'server/due/kinds.ts', 'server/insight/overview/overview.ts'],
  ['arrow-insight', 'server/insight/health/health.ts', 'server/api/root.ts'],
  ['arrow-api', 'server/api/door.ts', 'app/screen.tsx'],
  ['arrow-emails', 'emails/templates/page.tsx', 'server/accounts/people/people.ts'],
  ['messages-through-words', 'server/insight/health/alarms.ts', 'messages/en/health.ts'],
  ['every-file-has-a-room', 'workers/index.ts', 'server/loose.ts'],
  ['queries-stay-in-their-domain', 'server/tickets/filing/filing.ts', 'server/sla/clocks/queries.ts'],
  ['due-work-is-listed-once', 'server/paging/page/pages.ts', 'server/paging/page/due.ts'],
  ['due-work-is-listed-once', 'workers/sweep.ts', 'server/tickets/clocks/due.ts'],
  ['one-change-engine', 'server/tickets/triage/triage.ts', 'server/tickets/change/record.ts'],
  ['events-leave-through-the-unit-of-work', 'server/paging/page/page-rows.ts', 'server/infra/outbox/outgoing.ts'],
  ['queries-stay-below-the-doors', 'server/api/trpc/sla.ts', 'server/sla/clocks/queries.ts'],
  ['rules-are-pure', 'server/sla/clocks/clock.rules.ts', 'server/infra/log.ts'],
  ['screens-stay-above', 'app/(desk)/desk/screen.tsx', 'server/sla/clocks/clocks.ts'],
  ['components-know-no-server', 'app/_ui/button.tsx', 'server/sla/clocks/clocks.ts'],
  ['only-doors-use-procedures', 'server/sla/calendar/calendars.ts', 'server/api/procedures.ts'],
  ['nobody-reaches-up', 'emails/layout.tsx', 'app/screen.tsx'],
  ['insight-is-a-leaf', 'server/whatif/figures.ts', 'server/insight/overview/overview.ts'],
]

describe('the arrow rules', () => {
  it('refuse each import that the architecture forbids, and every rule has an example here', () => {
    const imports = new Map<string, string[]>()
    for (const [, from, to] of wrongImports) {
      imports.set(from, [...(imports.get(from) ?? []), to])
      imports.set(to, imports.get(to) ?? [])
    }
    for (const [file, targets] of imports)
      write(
        file,
        [
          ...targets.map((to, index) => {
            const relative = path.posix.relative(path.posix.dirname(file), to).replace(/\.tsx?$/, '')
            return `import { value as value${index} } from '${relative.startsWith('.') ? relative : `./${relative}`}'\nvoid value${index}`
          }),
          'export const value = 1',
        ].join('\n'),
      )
    write('server/tickets/one.ts', "import { two } from './two'\nexport const one = () => two")
    write('server/tickets/two.ts', "import { one } from './one'\nexport const two = () => one")
    write(
      'tsconfig.json',
      '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "jsx": "preserve" } }',
    )
    const config = path.join(root, '.dependency-cruiser.cjs')
    const cruise = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
    const { stdout } = spawnSync(
      process.execPath,
      [cruise, '--config', config, '--output-type', 'json', 'app', 'server', 'workers', 'emails'],
      { cwd: house, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    )
    const { summary } = JSON.parse(stdout) as {
      summary: { violations: { rule: { name: string }; from: string; to: string }[] }
    }
    const broken = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
    expect(broken).toEqual(expect.arrayContaining(wrongImports.map(([rule, from, to]) => `${rule}: ${from} → ${to}`)))
    const rules = execFileSync(
      process.execPath,
      ['-e', `console.log(JSON.stringify(require(${JSON.stringify(config)}).forbidden.map((one) => one.name)))`],
      { encoding: 'utf8' },
    )
    const proven = new Set(summary.violations.map(({ rule }) => rule.name))
    expect((JSON.parse(rules) as string[]).filter((name) => !proven.has(name))).toEqual([])
  })
})

describe('the rule of the first visit', () => {
  it('refuses a screen that loads Zod, however far away, but not one that names a type or loads a form’s schema', () => {
    write('tsconfig.json', '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }')
    write('node_modules/zod/package.json', '{ "name": "zod", "main": "index.js" }')
    write('node_modules/zod/index.js', 'exports.z = {}')
    write('server/seen/schema.ts', "import { z } from 'zod'\nexport const seen = z\nexport type Seen = string")
    write('server/seen/list.ts', "export { seen } from './schema'")
    const visit = (name: string, text: string) => write(`app/visit/${name}-screen.tsx`, text)
    visit('far', "import { seen } from '../../server/seen/list'\nexport const screen = seen")
    visit('type', "import type { Seen } from '../../server/seen/schema'\nexport const screen: Seen = ''")
    visit('mixed', "import { type Seen } from '../../server/seen/schema'\nexport const screen: Seen = ''")
    visit('late', "export const screen = () => import('../../server/seen/schema')")
    const config = path.join(root, '.dependency-cruiser.screens.cjs')
    const cruise = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
    const { stdout } = spawnSync(process.execPath, [cruise, '--config', config, '--output-type', 'json', 'app/visit'], {
      cwd: house,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string }[] } }
    expect(summary.violations.map(({ from }) => from)).toEqual(['app/visit/far-screen.tsx'])
  })
})

describe('the folder rule', () => {
  it('refuses an eleventh source file and does not count tests', () => {
    for (let file = 1; file <= 10; file += 1) write(`crowd/feature/file-${file}.ts`, '')
    write('crowd/feature/file-1.test.ts', '')
    expect(crowdedFolders(path.join(house, 'crowd'))).toEqual([])
    write('crowd/feature/file-11.ts', '')
    expect(crowdedFolders(path.join(house, 'crowd'))).toHaveLength(1)
  })
})

describe('the rule of stored values', () => {
  it('every value of an enum is stored in lower case, as code and messages spell it', () => {
    const folder = path.join(root, 'prisma/schema')
    const schema = fs.readdirSync(folder).map((file) => fs.readFileSync(path.join(folder, file), 'utf8'))
    const values = [...schema.join('\n').matchAll(/^enum \w+ \{([^}]*)\}/gm)].flatMap(([, body = '']) =>
      [...body.matchAll(/^\s+(\w+)/gm)].map((match) => match[1] ?? ''),
    )
    expect(values.length).toBeGreaterThan(50)
    expect(values.filter((value) => !/^([a-z][a-z0-9_]*|onCall|S[1-4])$/.test(value))).toEqual([])
  })
})

describe('lint', () => {
  it.each([
    [
      'a cast of facts',
      'server/tickets/reading/lists.ts',
      'export const kind = (event: { facts: unknown }) => event.facts as { kind: string }',
    ],
    [
      'a cast of facts on a screen',
      'app/_ui/thread.tsx',
      'export const kind = (event: { facts: unknown }) => event.facts as { kind: string }',
    ],
    ['the wall clock in a verb', 'server/tickets/filing/filing.ts', 'export const now = () => new Date()'],
    ['the wall clock in a worker', 'workers/heartbeat.ts', 'export const now = () => Date.now()'],
    ['the clock of the reader’s computer', 'app/_ui/thread.tsx', 'export const now = () => Date.now()'],
    ['a timer in a verb', 'server/paging/page/pages.ts', 'setTimeout(() => undefined, 10)'],
    [
      'a transaction outside the unit of work',
      'server/paging/page/pages.ts',
      'export const run = (db: { $transaction: () => void }) => db.$transaction()',
    ],
    [
      'the environment outside its schema',
      'server/paging/page/pages.ts',
      'export const url = process.env.DATABASE_URL',
    ],
    [
      'a verb that asks for a role instead of a right',
      'server/paging/page/pages.ts',
      "import { isManager } from '@/server/vocabulary/rights/actor'\nexport const may = isManager",
    ],
    [
      'an event that is appended past the change engine',
      'server/tickets/filing/filing.ts',
      'export const write = (appendEvents: () => void) => appendEvents()',
    ],
    [
      'an event of the outbox that is not published through the unit of work',
      'server/paging/page/page-rows.ts',
      'export const write = (tx: { outboxEvent: { create: () => void } }) => tx.outboxEvent.create()',
    ],
    [
      'a notification to screens past the unit of work, in the change engine too',
      'server/tickets/change/change-ticket.ts',
      "export const tell = (sql: (text: TemplateStringsArray) => void) => sql`select pg_notify('nightdesk_live', '')`",
    ],
    [
      'a cast of facts that were taken out of their event',
      'server/tickets/reading/lists.ts',
      'export const kind = ({ facts }: { facts: unknown }) => facts as { kind: string }',
    ],
    ['the date of the machine as a text', 'server/tickets/filing/filing.ts', 'export const now = () => Date()'],
    ['a repeating timer in a verb', 'server/paging/page/pages.ts', 'setInterval(() => undefined, 10)'],
    [
      'a verb that asks for a role, imported by a relative path',
      'server/paging/page/pages.ts',
      "import { isManager } from '../../vocabulary/rights/actor'\nexport const may = isManager",
    ],
    [
      'an event that is stored past the change engine',
      'server/tickets/filing/filing.ts',
      'export const write = (tx: { ticketEvent: { create: () => void } }) => tx.ticketEvent.create()',
    ],
    [
      'a translator that components do not share',
      'app/_ui/thread.tsx',
      "import { useTranslations } from 'next-intl'\nexport const use = useTranslations",
    ],
    ['a text in a screen', 'app/_ui/thread.tsx', 'export const Thread = () => <p>No messages yet</p>'],
    ['a text in Chinese in a screen', 'app/_ui/thread.tsx', 'export const Thread = () => <p>暂无消息</p>'],
    ['a label in a screen', 'app/_ui/thread.tsx', 'export const Thread = () => <input aria-label="Subject" />'],
    ['a colour in a screen', 'app/_ui/thread.tsx', 'export const Thread = () => <p color="#c02626" />'],
    [
      'markup in a screen',
      'app/_ui/thread.tsx',
      'export const Thread = ({ html }: { html: string }) => <p dangerouslySetInnerHTML={{ __html: html }} />',
    ],
    [
      'an insert that does not name its columns',
      'server/paging/page/pages.ts',
      'export const add = (sql: (parts: TemplateStringsArray) => void) => sql`insert into "Page" values (1)`',
    ],
    [
      'a module that a unit test replaces for all others',
      'server/words/times.test.ts',
      "import { vi } from 'vitest'\nvi.doMock('./language')",
    ],
    ['any', 'server/paging/page/pages.ts', 'export const value: any = 1'],
    ['the console', 'server/paging/page/pages.ts', "console.log('here')"],
  ])(
    'refuses %s',
    async (_, file, code) => {
      const eslint = new ESLint({ cwd: root })
      const [result] = await eslint.lintText(`${code}\n`, { filePath: path.join(root, file) })
      expect(result!.messages.map(({ severity }) => severity)).toEqual([2])
      // The first case loads the rules, which takes long on a busy machine.
    },
    120_000,
  )
})
