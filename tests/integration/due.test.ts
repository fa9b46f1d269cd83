import { afterEach, expect, it } from 'vitest'
import { recordFailure, retryPauseMs } from '@/server/infra/jobs/parking'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

it('an item that failed and holds its row beyond its pause is handled when the row is due, and time goes on', async () => {
  story = await openStory('off')
  await story.fileS1()
  const { db } = story.database
  const [mail] = await db.mailMessage.findMany({ where: { nextAt: { not: null } }, take: 1 })
  const heldUntil = new Date(story.clock.now().getTime() + 30_000)
  expect(heldUntil.getTime() - story.clock.now().getTime()).toBeGreaterThan(retryPauseMs(1))
  await db.mailMessage.update({ where: { id: mail!.id }, data: { nextAt: heldUntil } })
  await recordFailure(story.ctx, 'mails', mail!.id, new Error('The server went away in the middle'))

  await story.advance(new Date(heldUntil.getTime() - 1))
  const stateAt = async () => (await db.mailMessage.findUniqueOrThrow({ where: { id: mail!.id } })).state
  expect(await stateAt()).toBe('pending')
  await story.advance(heldUntil)
  expect(await stateAt()).toBe('sent')
  expect(await db.failingItem.count()).toBe(0)
})
