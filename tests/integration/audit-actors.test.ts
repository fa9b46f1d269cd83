import { afterEach, expect, it } from 'vitest'
import { auditAct, readAudit } from '@/server/accounts/audit'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

const commandLine: Actor = { kind: 'system', name: 'nightdesk audit' }

async function trail(actor: Actor) {
  const found = []
  for await (const entries of readAudit(story.database.db, actor, {})) found.push(...entries)
  return found
}

it('the audit trail names the actor: a person, the engineer of a link, a key, an integration, or the product itself', async () => {
  story = await openStory('off')
  const { ana, mia } = story.world
  const actors: Actor[] = [
    mia,
    { kind: 'link', userId: ana.userId, pageId: 'p1' },
    { kind: 'apiKey', keyId: 'k1', organisationId: null, scopes: [] },
    { kind: 'integration', integrationId: 'i1', organisationId: null, scopes: [] },
    commandLine,
  ]
  for (const actor of actors)
    await unitOfWork(story.ctx, actor, (work) =>
      auditAct(work, story.ctx, 'item.resumed', { type: 'page', id: 'p1' }, { tries: 7 }),
    )
  const entries = await trail(commandLine)
  expect(entries.map(({ actor, facts }) => [actor.kind, actor.name, facts])).toEqual([
    ['person', 'Mia', { tries: 7 }],
    ['person', 'Ana', { tries: 7 }],
    ['apiKey', null, { tries: 7, keyId: 'k1' }],
    ['integration', null, { tries: 7, integrationId: 'i1' }],
    ['system', null, { tries: 7 }],
  ])
})

it('an audit entry that is written before the row lock does not fix the instant of its transaction', async () => {
  story = await openStory('off')
  let at = story.ctx.now().getTime()
  const ctx = { ...story.ctx, now: () => new Date((at += 1_000)) }
  await unitOfWork(ctx, story.world.mia, async (work) => {
    await auditAct(work, ctx, 'item.resumed', { type: 'page', id: 'p1' })
    // As after a minute's wait for the lock.
    at += 60_000
    expect(work.now.getTime()).toBe(at)
  })
})

it('nobody can read the audit trail except by command line, not even an administrator', async () => {
  story = await openStory('off')
  const administrator: Actor = { ...story.world.mia, staffRoles: ['administrator'] }
  await expect(trail(administrator)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await trail(commandLine)).toEqual([])
})
