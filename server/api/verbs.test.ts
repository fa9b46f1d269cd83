import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { people } from '@/scripts/support/permissions-document'
import { DomainError } from '@/server/infra/errors'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { type AnyRight, grantsOf, canHold } from '@/server/vocabulary/rights/rights'
import { readEntryPoints, readRouteVerbs, rightsNamedBy, type Verb } from '@/tests/support/entry-points'
import { allRights } from './rights'

/**
 * Calls every verb directly as every role, so that the result holds for every entry point: REST, MCP, mail and links.
 * The expected answers come from the rights tables from which docs/permissions.md is generated.
 */
const root = path.resolve(import.meta.dirname, '../..')
const tableOf: Record<string, string> = { ticketRights: 'tickets', whatIfRights: 'whatIf' }
function rightCalled(name: string): AnyRight {
  const [table = '', key = ''] = name.split('.')
  return allRights[tableOf[table] ?? table.replace(/Rights$/, '')]![key]!
}

const others: Record<string, Actor> = {
  'a key without scopes': { kind: 'apiKey', keyId: 'k', organisationId: null, scopes: [] },
  'an integration of a customer': {
    kind: 'integration',
    integrationId: 'i',
    organisationId: '00000000-0000-4000-8000-000000000000',
    scopes: ['oncall:read', 'figures:read'],
  },
  'a link of another page': {
    kind: 'link',
    userId: '00000000-0000-4000-8000-000000000000',
    pageId: '00000000-0000-4000-8000-000000000000',
  },
  'the product itself': { kind: 'system', name: 'messages' },
}

/** Each verb once, with a right that its door (entry point) requires. */
const verbs = new Map<string, { verb: Verb; right: AnyRight }>()
for (const { right, verbs: behind } of readEntryPoints())
  for (const verb of behind) verbs.set(`${verb.module} ${verb.name}`, { verb, right: rightCalled(right) })

for (const verb of readRouteVerbs()) {
  const [right = ''] = rightsNamedBy(verb)
  verbs.set(`${verb.module} ${verb.name}`, { verb, right: rightCalled(right) })
}

/** A stub input: every property and call returns the stub itself, and as a text it is nonsense. */
const nonsense: unknown = new Proxy(() => nonsense, {
  get(_, key) {
    if (key === 'then') return undefined
    if (key === Symbol.toPrimitive) return () => 'nonsense'
    return key === Symbol.iterator ? () => [].values() : nonsense
  },
})
/** A database that never answers: a verb that waits for it has passed its authorisation. */
const silentDatabase: unknown = new Proxy(() => new Promise(() => {}), {
  get: (_, key) => (key === 'then' ? undefined : silentDatabase),
})
const ctx = {
  db: silentDatabase,
  now: () => new Date('2026-11-27T02:00:00.000Z'),
  enqueue: () => Promise.resolve(),
  viewer: null,
}

/** Tells whether a verb refuses an actor for a missing right, before it has read anything. */
async function refuses({ module, name }: Verb, actor: Actor): Promise<boolean> {
  const verb = ((await import(path.join(root, `${module}.ts`))) as Record<string, unknown>)[name]
  const call = verb as (ctx: unknown, actor: Actor, ...input: unknown[]) => unknown
  const refused = (async () => call(ctx, actor, nonsense, nonsense, nonsense))().then(
    () => false,
    (error: unknown) => error instanceof DomainError && error.code === 'FORBIDDEN',
  )
  return Promise.race([refused, setImmediate(false)])
}

const isUnconditional = (actor: Actor, right: AnyRight) =>
  canHold(actor, { ...right, to: grantsOf(right).flatMap(({ who, where }) => (where ? [] : [who])) })

describe('every verb, called directly', () => {
  it('is found, including those that route handlers call', () => {
    expect(verbs.size).toBeGreaterThan(100)
    expect([...verbs.keys()]).toEqual(expect.arrayContaining(['server/tickets/record/export exportTicket']))
  })

  it.each([...verbs])('%s', async (_, { verb, right }) => {
    for (const [name, actor] of Object.entries({ ...people, ...others })) {
      if (actor === null) continue
      if (!canHold(actor, right)) expect([name, await refuses(verb, actor)]).toEqual([name, true])
      else if (isUnconditional(actor, right)) expect([name, await refuses(verb, actor)]).toEqual([name, false])
    }
  })
})
