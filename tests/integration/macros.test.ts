// cspell:ignore custmer
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saveTeam } from '@/server/accounts/teams/teams'
import { readMacros, removeMacro, saveMacro } from '@/server/tickets/macros/macros'
import { saveMacroSchema } from '@/server/tickets/macros/schema'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let teamId: string
beforeAll(async () => {
  story = await openStory('off')
  const { ctx, world } = story
  teamId = (
    await saveTeam(ctx, world.mia, { id: null, clientKey: randomUUID(), name: 'Voice', memberIds: [world.ana.userId] })
  ).id
})
afterAll(() => story.close())

const input = (more: object = {}) =>
  saveMacroSchema.parse({
    id: randomUUID(),
    name: 'Ask for logs',
    scope: { for: 'me' },
    kind: 'question',
    then: 'waiting_on_customer',
    promiseMinutes: null,
    bodies: { en: 'Hello {customer}', 'zh-CN': '' },
    ...more,
  })
const save = (actor: PersonActor, more: object = {}) => saveMacro(story.ctx, actor, input(more))
const idsOf = async (actor: PersonActor) => (await readMacros(story.ctx, actor)).map(({ id }) => id)
const team = () => ({ scope: { for: 'team', teamId } })
const everyone = { scope: { for: 'everyone' } }

describe('a macro', () => {
  it('of one engineer is neither seen nor changed by anybody else, not even a manager', async () => {
    const { ana, bo, mia } = story.world
    const { id } = await save(ana)
    expect(await idsOf(ana)).toContain(id)
    for (const other of [bo, mia]) {
      expect(await idsOf(other)).not.toContain(id)
      await expect(save(other, { id, name: 'Mine' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(removeMacro(story.ctx, other, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  it('of a team is used and changed by its members and by managers, and by nobody else', async () => {
    const { ana, bo, mia } = story.world
    const { id } = await save(ana, team())
    expect(await idsOf(mia)).toContain(id)
    expect(await idsOf(bo)).not.toContain(id)
    await save(mia, { id, ...team(), name: 'Changed' })
    await expect(save(bo, team())).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(save(bo, { id, ...team() })).rejects.toMatchObject({
      code: expect.stringMatching(/NOT_FOUND|FORBIDDEN/),
    })
    expect((await readMacros(story.ctx, ana)).find((macro) => macro.id === id)).toMatchObject({
      name: 'Changed',
      team: 'Voice',
      mayChange: true,
    })
  })

  it('for everyone is written by managers and used by every engineer', async () => {
    const { bo, mia, customer } = story.world
    await expect(save(bo, everyone)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const { id } = await save(mia, everyone)
    expect((await readMacros(story.ctx, bo)).find((macro) => macro.id === id)).toMatchObject({ mayChange: false })
    await expect(save(bo, { id, ...everyone })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(removeMacro(story.ctx, bo, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    // Nor may an engineer take it for themselves.
    await expect(save(bo, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(readMacros(story.ctx, customer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await removeMacro(story.ctx, mia, { id })
    expect(await idsOf(bo)).not.toContain(id)
  })

  it('that a colleague changed meanwhile is not overwritten, and a repeated save changes nothing', async () => {
    const { mia } = story.world
    const first = input({ ...everyone, name: 'First' })
    await saveMacro(story.ctx, mia, first)
    await saveMacro(story.ctx, mia, first)
    const basedOn = (await readMacros(story.ctx, mia)).find(({ id }) => id === first.id)!.revision
    await saveMacro(story.ctx, mia, { ...first, name: 'Second', basedOn })
    await saveMacro(story.ctx, mia, { ...first, name: 'Second', basedOn })
    await expect(saveMacro(story.ctx, mia, { ...first, name: 'Third', basedOn })).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: 'staleSettings',
    })
  })

  it.each([
    ['an unknown variable', { bodies: { en: 'Hello {custmer}', 'zh-CN': '' } }, 'unknownVariable'],
    ['no text in either language', { bodies: { en: ' ', 'zh-CN': '' } }, 'required'],
    ['a wait that no question starts', { kind: 'update', then: 'waiting_on_customer' }, 'waitingNeedsQuestion'],
    ['a resolution by an acknowledgement', { kind: 'acknowledgement', then: 'resolved' }, 'resolveNeedsAnswer'],
    ['a name of no visible character', { name: '\u200b' }, 'required'],
  ])('with %s is refused', (_, more, reason) => {
    expect(() => input(more)).toThrow(reason)
  })

  it('of a team that does not exist is refused', async () => {
    await expect(save(story.world.mia, { scope: { for: 'team', teamId: randomUUID() } })).rejects.toMatchObject({
      code: 'INVALID',
      reason: 'unknownTeam',
    })
  })
})
