import { afterEach, expect, it } from 'vitest'
import { recordFailure, retryPauseMs } from '@/server/infra/jobs/parking'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

it('an item whose row is due later than its retry pause is handled when the row is due, and simulated time advances', async () => {
  story = await openStory('off')
  await story.fileS1()
  const { db } = story.database
  const { id } = await db.delivery.findFirstOrThrow({ where: { nextAt: { not: null } } })
  const heldUntil = new Date(story.clock.now().getTime() + 30_000)
  expect(retryPauseMs(1)).toBeLessThan(30_000)
  await db.delivery.update({ where: { id }, data: { nextAt: heldUntil } })
  await recordFailure(story.ctx, 'deliveries', id, new Error('The worker died in the middle'))
  const nextAtOfDelivery = async () => (await db.delivery.findUniqueOrThrow({ where: { id } })).nextAt

  await story.advance(new Date(heldUntil.getTime() - 1))
  expect(await nextAtOfDelivery()).toEqual(heldUntil)
  await story.advance(heldUntil)
  expect(await nextAtOfDelivery()).toBeNull()
  expect(await db.failingItem.count()).toBe(0)
})
