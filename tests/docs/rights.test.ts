import { describe, expect, it } from 'vitest'
import { appRouter } from '@/server/api/root'
import { allRights } from '@/server/api/rights'
import type { Meta } from '@/server/api/procedures'
import { type AnyRight, grantsOf, canHold } from '@/server/vocabulary/rights/rights'
import { readEntryPoints, readQuestions, rightsNamedBy } from '@/tests/support/entry-points'

/**
 * No door without a right, no verb behind a door that does not ask for it: read from the source, so that a new one cannot
 * be forgotten. server/api/verbs.test.ts calls the verbs.
 */
const tables: Record<string, string> = {
  accountsRights: 'accounts',
  insightRights: 'insight',
  knowledgeRights: 'knowledge',
  oncallRights: 'oncall',
  pagingRights: 'paging',
  slaRights: 'sla',
  ticketRights: 'tickets',
  whatIfRights: 'whatIf',
}
function rightCalled(name: string): AnyRight {
  const [table = '', key = ''] = name.split('.')
  const right = allRights[tables[table] ?? '']?.[key]
  if (!right) throw new Error(`no right ${name}`)
  return right
}
const entryPoints = readEntryPoints()

describe('every entry point', () => {
  it('names its right, from the table of a domain', () => {
    const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { meta?: Meta } }>
    const known = new Set<AnyRight>(Object.values(allRights).flatMap((table) => Object.values(table)))
    const nameless = Object.entries(procedures).filter(
      ([, { _def }]) => !_def.meta?.right || !known.has(_def.meta.right),
    )
    expect(nameless.map(([path]) => path)).toEqual([])
    expect(entryPoints).toHaveLength(Object.keys(procedures).length)
  })

  it('that is not public passes its actor to a verb, except two that read a setting', () => {
    const closed = entryPoints.filter(({ right }) => !canHold(null, rightCalled(right)))
    expect(closed.filter(({ verbs }) => verbs.length === 0).map(({ at }) => at)).toEqual([
      'server/api/trpc/paging.ts pushKey',
      'server/api/trpc/paging.ts channels',
    ])
  })

  it.each(entryPoints.filter(({ verbs }) => verbs.length > 0).map((door) => [door.at, door] as const))(
    '%s: its verb checks the same right',
    (_, { right, verbs }) => {
      for (const verb of verbs) expect([...rightsNamedBy(verb)]).toContain(right)
    },
  )
})

describe('every right', () => {
  const questions = readQuestions()
  const rights = Object.keys(tables).flatMap((table) =>
    Object.entries(allRights[tables[table]!]!).map(([key, right]) => [`${table}.${key}`, right] as const),
  )

  it('is checked somewhere', () => {
    const asked = new Set(questions.map(({ right }) => right))
    expect(rights.map(([name]) => name).filter((name) => !asked.has(name))).toEqual([])
  })

  it('with a condition is checked with the resource', () => {
    const askedAbout = new Set(questions.filter(({ isAboutThing }) => isAboutThing).map(({ right }) => right))
    const conditional = rights.filter(([, right]) => right.knownTo || grantsOf(right).some(({ where }) => where))
    expect(conditional.length).toBeGreaterThan(10)
    // A swap is decided by a right that is chosen first, and asked for by that name.
    const chosenFirst = ['oncallRights.decideSwap', 'oncallRights.withdrawSwap']
    expect(conditional.map(([name]) => name).filter((name) => !askedAbout.has(name))).toEqual(chosenFirst)
  })
})
