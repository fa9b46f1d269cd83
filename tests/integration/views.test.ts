import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { saveTeam } from '@/server/accounts/teams/teams'
import { changeTags } from '@/server/tickets/tags/tags'
import { readSavedViews, removeView, saveView } from '@/server/tickets/views/saved'
import { saveViewSchema } from '@/server/tickets/views/schema'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let teamId: string
beforeAll(async () => {
  story = await openStory('off')
  const { mia, ana, bo } = story.world
  ;({ id: teamId } = await saveTeam(story.ctx, mia, { name: 'Media', memberIds: [ana.userId, bo.userId] }))
})
afterAll(() => story.close())

const save = (actor: Viewer, more: object) =>
  saveView(story.ctx, actor, saveViewSchema.parse({ name: 'A view', teamId: null, view: 'open', query: '', ...more }))
const list = async (actor: Viewer) => (await readSavedViews(story.ctx, actor)).views
const find = async (actor: Viewer, id: string) => (await list(actor)).find((view) => view.id === id)

describe('a saved view', () => {
  it('is its maker’s alone, until it is shared with a team: then all its members see, change and remove it', async () => {
    const { ana, bo, mia } = story.world
    const { id } = await save(ana, { name: 'Launch', view: 'waiting', query: 'tag:launch' })
    expect(await find(ana, id)).toMatchObject({ name: 'Launch', view: 'waiting', query: 'tag:launch', team: null })
    expect(await find(bo, id)).toBeUndefined()
    await expect(save(bo, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(removeView(story.ctx, bo, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })

    await save(ana, { id, name: 'Launch', teamId })
    expect(await find(bo, id)).toMatchObject({ team: { id: teamId, name: 'Media' } })
    expect(await find(mia, id)).toBeUndefined()
    await save(bo, { id, name: 'Launch night', teamId })
    expect(await find(ana, id)).toMatchObject({ name: 'Launch night' })
    await removeView(story.ctx, bo, { id })
    expect(await find(ana, id)).toBeUndefined()
  })

  it('is not shared with a team that its maker does not belong to', async () => {
    await expect(save(story.world.mia, { teamId })).rejects.toMatchObject({ reason: 'unknownTeam', field: 'teamId' })
  })

  it('counts the tickets that it lists', async () => {
    const { ana } = story.world
    const tagged = await story.fileS1({ severity: 'S3', body: 'One' })
    await story.fileS1({ severity: 'S4', body: 'Two' })
    await changeTags(story.ctx, ana, { reference: tagged, add: ['counted'], remove: [] })
    const all = await save(ana, { name: 'All' })
    const some = await save(ana, { name: 'Some', query: 'tag:counted severity:S3' })
    const none = await save(ana, { name: 'None', view: 'snoozed' })
    const counts = Object.fromEntries((await list(ana)).map(({ id, count }) => [id, count]))
    expect([counts[all.id], counts[some.id], counts[none.id]]).toEqual([2, 1, 0])
  })

  it('whose team is gone says so instead of failing, and its maker keeps it', async () => {
    const { ana, bo } = story.world
    const team = await saveTeam(story.ctx, story.world.mia, { name: 'Short lived', memberIds: [ana.userId, bo.userId] })
    const { id } = await save(ana, { name: 'Theirs', teamId: team.id, query: 'team:"short lived" severity:S1' })
    expect(await find(bo, id)).toMatchObject({ goneTeams: [] })
    await story.database.db.team.delete({ where: { id: team.id } })
    expect(await find(ana, id)).toMatchObject({ goneTeams: ['short lived'], count: 0, team: null })
    expect(await find(bo, id)).toBeUndefined()
  })

  it('with a search of nothing but marks, or of a key alone, is counted as the queue would show it', async () => {
    const { ana } = story.world
    for (const query of ['"""', 'tag:', '，：－', 'x'.repeat(400)]) {
      const { id } = await save(ana, { query })
      expect((await find(ana, id))!.count).toBeGreaterThanOrEqual(0)
      await removeView(story.ctx, ana, { id })
    }
  })

  it('is refused beyond thirty of one person', async () => {
    const { bo } = story.world
    for (let index = 0; index < 30; index += 1) await save(bo, { name: `View ${index}` })
    await expect(save(bo, {})).rejects.toMatchObject({ code: 'CONFLICT', reason: 'tooManyViews' })
  })
})
