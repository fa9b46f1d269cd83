import { asAdministrator } from '@/tests/support/world'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { GET, POST } from '@/app/p/[token]/route'
import { readMail } from '@/server/insight/health/system'
import { pageByToken } from '@/server/paging/answering/links'
import { openStory, type Story } from '@/tests/support/story'

/** W14, D41, D30: what the link of a notification shows and to whom, and for how long. */
const session = vi.hoisted(() => ({ userId: null as string | null }))
vi.mock('@/server/accounts/sign-in/session-cookie', () => ({
  viewerOfRequest: async () => (session.userId === null ? null : { userId: session.userId }),
}))

let story: Story
const holder = globalThis as unknown as { nightdeskRuntime?: unknown }
beforeEach(async () => {
  story = await openStory('off')
  session.userId = null
  holder.nightdeskRuntime = {
    ...story.database,
    ...story.ctx,
    vital: story.database,
    isTimeTrusted: () => true,
    env: { PUBLIC_URL: 'http://localhost:3000' },
  }
})
afterEach(async () => {
  holder.nightdeskRuntime = undefined
  await story.close()
})

const tokenOf = (person: { email: string }) =>
  /\/p\/([\w-]+)/.exec(story.smtp.to(person.email).at(-1)!.mail.text ?? '')![1]!
const ask = async (token: string, method: 'GET' | 'POST' = 'GET') => {
  const request = new Request(`http://localhost:3000/p/${token}`, { method, headers: { cookie: 'session=1' } })
  const answer = await (method === 'GET' ? GET : POST)(request, { params: Promise.resolve({ token }) })
  return { status: answer.status, text: await answer.text() }
}
async function pagedToken() {
  const reference = await story.fileS1({
    subject: 'Messages vanish',
    body: `Since ten, <b>all</b> rooms.\n${'x'.repeat(400)}`,
  })
  await story.settle()
  return { reference, token: tokenOf(story.world.ana) }
}

it('a page link shows the first 300 characters of the description, as text', async () => {
  const { token } = await pagedToken()
  const { text } = await ask(token)
  expect(text).toContain(
    `Since ten, &lt;b&gt;all&lt;/b&gt; rooms. ${'x'.repeat(300 - 'Since ten, <b>all</b> rooms. '.length)}…`,
  )
  expect(text).not.toContain('x'.repeat(301))
})

it('a page link is plain HTML of less than 30 KB that needs no script and nothing else from the server', async () => {
  const { token } = await pagedToken()
  for (const method of ['GET', 'POST'] as const) {
    const { text } = await ask(token, method)
    expect(text).toMatch(/^<!doctype html><html lang="en"><head><meta charSet="utf-8"/)
    expect(Buffer.byteLength(text)).toBeLessThan(30_000)
    expect(text).not.toMatch(/<script|<link|<img|@import|url\(|\son\w+=/i)
  }
  expect((await ask(token)).text).toContain('Messages vanish')
})

it('a page link leads to the ticket, with the promised instant, once it is acknowledged', async () => {
  const { token, reference } = await pagedToken()
  const { text } = await ask(token, 'POST')
  const due = (await story.database.db.slaClock.findFirstOrThrow({ where: { metric: 'first_response' } })).dueAt!
  expect(text).toContain(`href="http://localhost:3000/desk/tickets/${reference}"`)
  expect(text).toContain(`Open ticket and answer (by ${due.toISOString().slice(11, 16)})`)
  // One format for every time of today: hours and minutes.
  expect(text).not.toMatch(/\d\d:\d\d:\d\d|GMT|UTC/)
})

it('the link of a closed page shows only that it is closed, and expires seven days later', async () => {
  const { token, reference } = await pagedToken()
  await story.answer(reference, 'diagnosis')
  for (const method of ['GET', 'POST'] as const) {
    const { text, status } = await ask(token, method)
    expect(status).toBe(200)
    expect(text).toContain('This page is closed')
    expect(text).toContain('href="http://localhost:3000/signin"')
    const shown = text.replace(/<style>.*<\/style>/s, '')
    for (const told of [reference, 'Messages vanish', 'ACME', 'Since ten', 'S1']) expect(shown).not.toContain(told)
  }
  story.clock.advance(7 * 24 * 60 * 60_000 + 1)
  expect((await ask(token)).status).toBe(404)
  expect(await pageByToken(story.database.db, token, story.clock.now())).toBeNull()
})

it('a page link does nothing for somebody else who is signed in, and everything for its engineer', async () => {
  const { token } = await pagedToken()
  const { ana, bo } = story.world
  const state = async () => (await story.database.db.page.findFirstOrThrow()).state
  session.userId = bo.userId
  expect((await ask(token)).text).not.toContain('<button')
  const refused = await ask(token, 'POST')
  expect(refused.status).toBe(403)
  expect(refused.text).toContain('This link belongs to Ana')
  expect(await state()).toBe('open')
  session.userId = ana.userId
  expect((await ask(token, 'POST')).text).toContain('You’ve got it')
  expect(await state()).toBe('acknowledged')
})

it('a page link is masked in the mails that an administrator can read', async () => {
  await story.fileS1()
  const token = 'aB3_'.repeat(10)
  const { id } = await story.database.db.mailMessage.create({
    data: {
      uniqueKey: 'kept',
      template: 'page',
      props: {},
      toAddress: 'ana@test.example',
      locale: 'en',
      messageId: '<kept@nightdesk>',
      state: 'kept',
      subject: 'S1 ACME-1',
      html: `<a href="http://localhost:3000/p/${token}">See and acknowledge</a>`,
      text: `http://localhost:3000/p/${token}`,
      createdAt: story.clock.now(),
    },
  })
  const mail = await readMail(story.ctx, asAdministrator(story.world.mia), id)
  expect(JSON.stringify(mail)).not.toContain(token)
  expect(mail.text).toBe('http://localhost:3000/p/…')
})
