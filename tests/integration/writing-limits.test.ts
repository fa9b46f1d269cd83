import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '@/server/accounts/sign-in/limits'
import { requireUploadBytes } from '@/server/accounts/writing-limits'
import { invite, mailSafeName } from '@/server/accounts/invitations/invitations'
import { requestSignInLink, useSignInLink } from '@/server/accounts/sign-in/sign-in'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import type { LiveMessage } from '@/server/infra/live'
import { addMailMethod } from '@/server/paging/methods/contacts'
import { hasRoomFor, minFreeBytes } from '@/server/integrations/storage/storage'
import { fileTicket } from '@/server/tickets/filing/filing'
import { addNote } from '@/server/tickets/conversation/replies'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { appRouter } from '@/server/api/root'
import { createCallerFactory } from '@/server/api/procedures'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off')
})
afterEach(() => story.close())

const reasonOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt
    return 'done'
  } catch (error) {
    if (error instanceof DomainError) return `${error.code} ${error.reason}`
    throw error
  }
}
const file = (severity: 'S1' | 'S3') =>
  reasonOf(
    fileTicket(
      story.ctx,
      story.world.customer,
      fileTicketSchema.parse({
        clientKey: randomUUID(),
        projectId: story.world.projectId,
        scenario: 'ai_assistant',
        body: 'No sound since 01:30',
        severity,
      }),
    ),
  )
/** As if so many had been written already. */
const usePoints = (key: string, points: number) =>
  story.database.db.rateLimit.create({ data: { key, points, expiresAt: new Date('9999-01-01') } })

describe('one customer can fill neither the queue nor the disk', () => {
  it('beyond thirty filings in ten minutes an S3 is refused and an S1 is accepted', async () => {
    await usePoints(`filings:${story.world.customer.userId}`, limits.filings.points)
    expect(await file('S3')).toBe('RATE_LIMITED tooManyTickets')
    expect(await file('S1')).toBe('done')
  })

  it('the filings of one organisation are counted together', async () => {
    await usePoints(`filings-of:${story.world.organisationId}`, limits.filingsOfOrganisation.points)
    expect(await file('S3')).toBe('RATE_LIMITED tooManyTickets')
    expect(await file('S1')).toBe('done')
  })

  it('messages are counted per person, so that others can continue', async () => {
    const reference = await story.fileS1({ severity: 'S3' })
    await usePoints(`messages:${story.world.ana.userId}`, limits.messages.points)
    const note = (viewer: typeof story.world.ana) =>
      reasonOf(
        addNote(story.ctx, viewer, { clientKey: randomUUID(), reference, body: 'x', attachmentIds: [] } as never),
      )
    expect(await note(story.world.ana)).toBe('RATE_LIMITED tooManyMessages')
    expect(await note(story.world.bo)).toBe('done')
  })

  it('the files of one organisation are limited to a gigabyte an hour', async () => {
    const gigabyte = 1024 ** 3
    expect(await reasonOf(requireUploadBytes(story.ctx, story.world.organisationId, gigabyte - 1024))).toBe('done')
    expect(await reasonOf(requireUploadBytes(story.ctx, story.world.organisationId, 2_048))).toBe(
      'RATE_LIMITED tooManyFiles',
    )
    story.clock.advance(61 * 60_000)
    expect(await reasonOf(requireUploadBytes(story.ctx, story.world.organisationId, gigabyte))).toBe('done')
  })

  it('a file is refused before it fills the disk of the database', async () => {
    const free = () => Promise.resolve(minFreeBytes + 10)
    expect([await hasRoomFor(10, free), await hasRoomFor(11, free)]).toEqual([true, false])
  })
})

describe('live streams', () => {
  it('an account can hold five: a sixth ends the oldest', async () => {
    const { ana, bo } = story.world
    const live = { events: new EventEmitter<{ message: [LiveMessage]; gap: [] }>(), close: () => Promise.resolve() }
    const open = async (viewer: Viewer) => {
      const caller = createCallerFactory(appRouter)({ ...story.ctx, viewer, address: '192.0.2.7', live } as never)
      const stream = (await caller.live.changes())[Symbol.asyncIterator]()
      const next = stream.next()
      const state = { ended: false, end: () => stream.return?.(undefined) }
      void next.then(({ done }) => {
        state.ended = done === true
      })
      // It listens once its first step ran.
      await expect.poll(() => live.events.listenerCount('message')).toBeGreaterThan(0)
      return state
    }
    const other = await open(bo)
    const streams: Awaited<ReturnType<typeof open>>[] = []
    for (let count = 0; count < 5; count += 1) streams.push(await open(ana))
    expect(streams.map(({ ended }) => ended)).toEqual([false, false, false, false, false])
    streams.push(await open(ana))
    await expect.poll(() => streams.map(({ ended }) => ended)).toEqual([true, false, false, false, false, false])
    expect(other.ended).toBe(false)
    live.events.emit('gap')
    await expect.poll(() => streams.every(({ ended }) => ended) && other.ended).toBe(true)
  })
})

describe('invitations cannot be abused to mail strangers', () => {
  const lead = () => story.world.lead
  const inviteTo = (email: string) =>
    reasonOf(
      invite(story.ctx, lead(), {
        organisationId: story.world.organisationId,
        email,
        roles: ['customer'],
        locale: 'en',
      } as never),
    )
  it('an address can be invited at most three times a day', async () => {
    for (let time = 0; time < 3; time += 1) expect(await inviteTo('victim@other.example')).toBe('done')
    expect(await inviteTo('victim@other.example')).toBe('RATE_LIMITED tooManyInvitations')
    expect(await inviteTo('somebody@other.example')).toBe('done')
  })

  it.each([
    ['Win a prize at evil.example/now', 'Win a prize at evil example now'],
    ['https://evil.example', 'https evil example'],
    ['Ana García', 'Ana García'],
    ['x'.repeat(80), 'x'.repeat(40)],
    ['...', ''],
  ])('the name %s is mailed without anything that mail programs link', (name, mailed) => {
    expect(mailSafeName(name)).toBe(mailed)
  })
})

describe('codes and links', () => {
  it('at most five codes for new mail addresses are sent in a quarter of an hour', async () => {
    const { ana } = story.world
    for (let time = 0; time < 5; time += 1)
      expect(await reasonOf(addMailMethod(story.ctx, ana, 'new@test.example'))).toBe('done')
    expect(await reasonOf(addMailMethod(story.ctx, ana, 'new@test.example'))).toBe('RATE_LIMITED tooManyAttempts')
  })

  it('an older sign-in link is invalid once a newer one was sent', async () => {
    const { customer } = story.world
    const ask = () => requestSignInLink(story.ctx, { email: customer.email, address: '192.0.2.7' })
    const tokens = async () =>
      (
        await story.database.db.mailMessage.findMany({
          where: { template: 'sign-in-link' },
          orderBy: { createdAt: 'asc' },
          select: { props: true },
        })
      ).map(({ props }) => new URL((props as { url: string }).url).searchParams.get('token') ?? '')
    await ask()
    story.clock.advance(1_000)
    await ask()
    const [older = '', newer = ''] = await tokens()
    const use = (token: string) => useSignInLink(story.ctx, { token, address: '192.0.2.7' })
    expect(await use(older)).toBeNull()
    expect(await use(newer)).toMatchObject({ userId: customer.userId })
  })
})
