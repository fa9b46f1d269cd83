import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ServiceContext } from '@/server/infra/context'
import { type Database, openDatabase } from '@/server/infra/db/db'
import { fileTicket } from '@/server/tickets/filing/filing'
import { answerTicket, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { answerSchema, customerReplySchema } from '@/server/tickets/conversation/schema'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { recordStatements, type StatementRecorder } from '@/tests/support/statements'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let counted: Database
let statements: StatementRecorder
let ctx: ServiceContext
beforeAll(async () => {
  story = await openStory('off')
  counted = openDatabase(story.database.url, 2)
  statements = recordStatements(counted.pool)
  ctx = { ...story.ctx, db: counted.db }
})
afterAll(async () => {
  await counted.close()
  await story.close()
})

const file = async (severity: string) =>
  (
    await fileTicket(
      ctx,
      story.world.customer,
      fileTicketSchema.parse({
        clientKey: randomUUID(),
        projectId: story.world.projectId,
        scenario: 'voice_chat_room',
        body: 'Messages vanish',
        severity,
      }),
    )
  ).reference

/** Shown when a count is too high: which statements there were. */
const listed = (texts: readonly string[]) =>
  texts.map((text, index) => `${index + 1}. ${text.replaceAll(/\s+/g, ' ').trim().slice(0, 140)}`).join('\n')

function expectAtMost(count: number) {
  const inside = statements.inTransactions()
  expect(inside[0]).toMatch(/^begin/i)
  expect(inside.at(-1)).toMatch(/^commit/i)
  expect(inside.length, listed(inside)).toBeLessThanOrEqual(count)
}

// Every round trip is time in which the organisation's other filings wait, and a slow line counts each of them (X9).
describe('a transaction makes few round trips to the database', () => {
  beforeEach(() => statements.clear())

  it.each([
    ['S1', 15],
    ['S2', 15],
    ['S3', 10],
    ['S4', 10],
  ])('when an %s is filed: at most %i', async (severity, most) => {
    await file(severity)
    expectAtMost(most)
  })

  it.each([
    ['S1', 33],
    ['S3', 26],
  ])('when an %s is answered: at most %i', async (severity, most) => {
    const reference = await file(severity)
    statements.clear()
    await answerTicket(
      ctx,
      story.world.ana,
      answerSchema.parse({ reference, clientKey: randomUUID(), kind: 'diagnosis', body: 'We have found it.' }),
    )
    expectAtMost(most)
  })

  it.each([
    ['S1', 27],
    ['S3', 32],
  ])('when a customer replies on an %s: at most %i', async (severity, most) => {
    const reference = await file(severity)
    statements.clear()
    await replyAsCustomer(
      ctx,
      story.world.customer,
      customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'It still happens.' }),
    )
    expectAtMost(most)
  })
})
