import { afterEach, describe, expect, it } from 'vitest'
import { openMailTransport } from '@/server/integrations/mail/mail'
import { deliver, dueDeliveries, openPageTransports } from '@/server/paging/page/pages'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

function transportsOf(one: Story) {
  const settings = {
    SMTP_URL: one.smtp.url,
    MAIL_FROM: 'Nightdesk <support@test.example>',
    PUBLIC_URL: 'http://localhost:3000',
    VAPID_PUBLIC_KEY: undefined,
    VAPID_PRIVATE_KEY: undefined,
  }
  const mail = openMailTransport(settings)
  return { mail, paging: openPageTransports(one.ctx, mail, settings) }
}

describe('deliveries', () => {
  it('are sent once by two workers', async () => {
    story = await openStory('off')
    await story.fileS1()
    const { mail, paging } = transportsOf(story)
    const [id] = await dueDeliveries(story.ctx, 10)
    await Promise.all([deliver(story.ctx, id!, paging, 'one'), deliver(story.ctx, id!, paging, 'two')])
    expect(story.mailsTo(story.world.ana)).toHaveLength(1)
    mail.close()
  })

  it('acknowledged at the instant of their claim are not found by the sweep again and again', async () => {
    story = await openStory('off')
    await story.fileS1()
    await story.settle()
    await story.fileS1({ body: 'Second' })
    const { mail, paging } = transportsOf(story)
    const [id] = await dueDeliveries(story.ctx, 10)
    const { db } = story.database
    await db.$transaction(async (tx) => {
      await tx.delivery.update({ where: { id: id! }, data: { state: 'cancelled', nextAt: null } })
      let over = false
      void deliver(story.ctx, id!, paging, 'racing').finally(() => {
        over = true
      })
      const waits = () =>
        db.$queryRaw<unknown[]>`select 1 from pg_locks l join pg_database d on d."datname" = current_database()
          join pg_stat_activity a on a."pid" = l."pid" and a."datid" = d."oid" where not l."granted"`
      while (!over && (await waits()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    })
    await story.minutes(1)
    expect(await db.delivery.findUniqueOrThrow({ where: { id: id! } })).toMatchObject({
      state: 'cancelled',
      nextAt: null,
      claimToken: null,
    })
    expect(story.mailsTo(story.world.ana)).toHaveLength(1)
    mail.close()
  })

  it('of a worker killed between sending and recording are sent again, marked as repeated', async () => {
    story = await openStory('off')
    await story.fileS1()
    const { mail, paging } = transportsOf(story)
    const [id] = await dueDeliveries(story.ctx, 10)
    // The mail goes out; then the process is gone: nothing after it is written.
    const killed = {
      ...paging,
      email: async (...args: Parameters<typeof paging.email>) =>
        paging.email(...args).then(() => new Promise<string>(() => undefined)),
    }
    void deliver(story.ctx, id!, killed, 'killed')
    await story.smtp.waitFor(() => true)
    await story.minutes(1)
    const mails = story.smtp.to(story.world.ana.email)
    expect(mails).toHaveLength(2)
    expect(mails[1]!.mail.messageId).toBe(mails[0]!.mail.messageId)
    expect(mails[1]!.mail.subject).not.toBe(undefined)
    expect(mails[1]!.mail.text).toContain('Sent again')
    const attempts = await story.database.db.deliveryAttempt.findMany({
      where: { deliveryId: id! },
      orderBy: { id: 'asc' },
    })
    expect(attempts.map((attempt) => [attempt.outcome, attempt.repeated])).toEqual([
      ['started', false],
      ['started', true],
      ['sent', true],
    ])
    mail.close()
  })

  it("refused by the mail server are retried, with the server's answer recorded", async () => {
    story = await openStory('off')
    story.smtp.behave('busy')
    await story.fileS1()
    await story.settle()
    story.smtp.behave('accept')
    await story.minutes(1)
    expect(story.mailsTo(story.world.ana)).toHaveLength(1)
    const outcomes = await story.database.db.deliveryAttempt.findMany({ orderBy: { id: 'asc' } })
    expect(outcomes.map((attempt) => attempt.outcome)).toEqual(['started', 'refused', 'started', 'sent'])
    expect(outcomes[1]!.answer).toContain('451')
  })

  it('of a storm go as one message after the first, and every page still needs an acknowledgement', async () => {
    story = await openStory('off')
    await story.fileS1()
    await story.settle()
    await story.fileS1({ body: 'Second' })
    await story.fileS1({ body: 'Third' })
    await story.settle()
    expect(story.mailsTo(story.world.ana)).toHaveLength(1)
    await story.advance(new Date(story.clock.now().getTime() + 3_000))
    expect(story.mailsTo(story.world.ana)).toEqual(['S1 ACME-1 Messages vanish', '2 pages, first S1 ACME-2'])
    expect(await story.database.db.page.count({ where: { state: 'open' } })).toBe(3)
  })
})
