import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replyAsCustomer, answerTicket } from '@/server/tickets/conversation/replies'
import { answerSchema, customerReplySchema } from '@/server/tickets/conversation/schema'
import { fileTicket } from '@/server/tickets/filing/filing'
import { readRouting, saveRouting } from '@/server/tickets/routing/routing'
import { saveRoutingSchema } from '@/server/tickets/routing/schema'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import type { ServiceContext } from '@/server/infra/context'
import { type Database, openDatabase } from '@/server/infra/db/db'
import { recordStatements, type StatementRecorder } from '@/tests/support/statements'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let counted: Database
let statements: StatementRecorder
let ctx: ServiceContext
beforeAll(async () => {
  story = await openStory('off')
  counted = openDatabase(story.database.url, 4)
  statements = recordStatements(counted.pool)
  ctx = { ...story.ctx, db: counted.db }
})
afterAll(async () => {
  await counted.close()
  await story.close()
})

/** The statements of a change besides BEGIN and COMMIT, its limits, rights and mails included. */
async function statementsOf(change: () => Promise<unknown>): Promise<string[]> {
  statements.clear()
  await change()
  return [...statements.outside(), ...statements.inTransactions()].filter((text) => !/^(begin|commit)$/i.test(text))
}

async function mailsOf(reference: string): Promise<number> {
  const { db } = story.database
  const { id: ticketId } = await db.ticket.findUniqueOrThrow({ where: { reference }, select: { id: true } })
  return db.mailMessage.count({ where: { ticketId } })
}

describe('the number of statements', () => {
  it('of an answer is at most thirteen', async () => {
    const reference = await story.fileS1({ severity: 'S3' })
    const answer = () =>
      answerTicket(
        ctx,
        story.world.ana,
        answerSchema.parse({ reference, clientKey: randomUUID(), kind: 'update', body: 'We look at it' }),
      )
    await answer()
    const sent = await statementsOf(answer)
    expect(sent.length, sent.join('\n')).toBeLessThanOrEqual(13)
    expect(await mailsOf(reference)).toBe(2)
  })

  it("of a customer's reply is at most fourteen", async () => {
    const reference = await story.fileS1({ severity: 'S3' })
    await story.answer(reference, 'update')
    const before = await mailsOf(reference)
    const reply = () =>
      replyAsCustomer(
        ctx,
        story.world.customer,
        customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'It still happens' }),
      )
    await reply()
    const sent = await statementsOf(reply)
    expect(sent.length, sent.join('\n')).toBeLessThanOrEqual(14)
    expect(await mailsOf(reference)).toBe(before + 2)
  })

  it.each(['without routing rules', 'by the rule of a hundred that applies'])(
    'of a filing is at most six, %s',
    async (how) => {
      if (how !== 'without routing rules') {
        const { world } = story
        const team = await story.database.db.team.create({ data: { name: 'Media', createdAt: ctx.now() } })
        const rules = Array.from({ length: 100 }, (_, index) => ({
          id: randomUUID(),
          name: `Rule ${String(index)}`,
          when: index < 99 ? { words: ['never'] } : {},
          then: { team: team.id, tags: ['routed'], policyId: world.policyId },
        }))
        const otherwise = { team: 'project', policyId: null }
        const { revision: basedOn } = await readRouting(story.ctx, world.mia)
        await saveRouting(story.ctx, world.mia, saveRoutingSchema.parse({ basedOn, rules, otherwise }))
      }
      const sent = await statementsOf(() =>
        fileTicket(
          ctx,
          story.world.customer,
          fileTicketSchema.parse({
            clientKey: randomUUID(),
            projectId: story.world.projectId,
            scenario: 'meeting',
            severity: 'S3',
            body: 'Nothing is heard',
          }),
        ),
      )
      expect(sent.length, sent.join('\n')).toBeLessThanOrEqual(6)
    },
  )
})
