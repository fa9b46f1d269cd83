import { afterEach, expect, it } from 'vitest'
import { feedByToken, makeFeed, readFeed, revokeFeed } from '@/server/oncall/feed/feeds'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

const tokenOf = (url: string) => /\/api\/calendar\/([\w-]{43})\.ics$/.exec(url)![1]!

it('a private feed URL shows the shifts until it is revoked, replaced, or its owner leaves', async () => {
  story = await openStory('off')
  const { ana, bo, scheduleId } = story.world
  const own = tokenOf((await makeFeed(story.ctx, bo, null)).url)
  const all = tokenOf((await makeFeed(story.ctx, bo, scheduleId)).url)
  expect((await feedByToken(story.ctx, own))!.events).toEqual([])
  const feed = await feedByToken(story.ctx, all)
  expect(feed).toMatchObject({ schedule: 'Night', events: [{ summary: 'Ana' }] })
  // Nothing that opens a calendar is kept.
  const rows = await story.database.db.calendarFeed.findMany()
  expect(rows.some((row) => row.tokenHash === own || row.tokenHash === all)).toBe(false)

  const anas = tokenOf((await makeFeed(story.ctx, ana, null)).url)
  expect((await feedByToken(story.ctx, anas))!.events).toMatchObject([{ summary: 'Night' }])
  await makeFeed(story.ctx, bo, scheduleId)
  expect(await feedByToken(story.ctx, all)).toBeNull()
  await revokeFeed(story.ctx, bo, null)
  expect(await feedByToken(story.ctx, own)).toBeNull()
  expect(await readFeed(story.ctx, bo, null)).toEqual({ madeAt: null })
  await story.database.db.user.update({ where: { id: ana.userId }, data: { deactivatedAt: story.clock.now() } })
  expect(await feedByToken(story.ctx, anas)).toBeNull()
  expect(await feedByToken(story.ctx, 'guessed')).toBeNull()
})

it('the same shift has the same identity at every reading, even one that began long ago', async () => {
  story = await openStory('off')
  const { bo, scheduleId } = story.world
  const token = tokenOf((await makeFeed(story.ctx, bo, scheduleId)).url)
  const [first] = (await feedByToken(story.ctx, token))!.events
  story.clock.advance(7 * 24 * 60 * 60_000 + 12_345)
  const [again] = (await feedByToken(story.ctx, token))!.events
  expect(again).toMatchObject({ uid: first!.uid, from: first!.from })
})
