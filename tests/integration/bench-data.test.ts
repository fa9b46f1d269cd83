import { afterEach, expect, it } from 'vitest'
import { largeDesk } from '@/bench/desk-data'
import { writeTexts } from '@/bench/desk-texts'
import { clocksNotDue, pastTickets } from '@/bench/sla-data'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

it('the benches can fill a database of this release', async () => {
  story = await openStory('off')
  const { database, world } = story
  // First: it fills a new database.
  await largeDesk(database.db, world, 60, 10)
  expect(await database.db.page.count({ where: { severity: { in: ['S1', 'S2'] } } })).toBeGreaterThan(0)
  await writeTexts(database.db, [world.policyId])
  expect(await database.db.ticket.count({ where: { tags: { isEmpty: false } } })).toBeGreaterThan(0)
  expect(await database.db.eventContent.count()).toBeGreaterThan(60)
  await pastTickets(database.db, world, 4, 10)
  await clocksNotDue(database.db, world, 3)
  expect(await database.db.slaClock.count({ where: { ticket: { reference: { startsWith: 'LATER-' } } } })).toBe(3)
})
