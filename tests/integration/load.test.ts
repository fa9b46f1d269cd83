import { afterEach, expect, it } from 'vitest'
import { readLoad } from '@/server/paging/coverage/load'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

it('the load counts the shifts and pages of every engineer, a page with its repeats once', async () => {
  story = await openStory('off')
  await story.fileS1()
  await story.minutes(20)
  // 18:00 UTC is two at night in Shanghai, where Bo lives.
  await story.database.db.user.update({ where: { id: story.world.bo.userId }, data: { timeZone: 'Asia/Shanghai' } })
  const { people } = await readLoad(story.ctx, story.world.mia, { period: 'past' })
  expect(people.map(({ name, shifts, pages, pagesAtNight }) => [name, shifts, pages, pagesAtNight])).toEqual([
    ['Ana', 1, 1, 0],
    ['Bo', 0, 1, 1],
    ['Mia', 0, 1, 0],
  ])
  expect(people[0]).toMatchObject({ share: 3, shiftList: [{ schedule: 'Night', pages: 1 }] })
  const coming = await readLoad(story.ctx, story.world.mia, { period: 'coming' })
  expect(coming.people).toMatchObject([{ name: 'Ana', shifts: 1, pages: 0, share: 1 }])
  expect(coming.people[0]!.onCallMs).toBe(90 * 24 * 3_600_000)
})
