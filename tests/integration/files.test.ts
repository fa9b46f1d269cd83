import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GET } from '@/app/api/files/[id]/route'
import { POST } from '@/app/api/files/route'
import type { Viewer } from '@/server/accounts/schema'
import { selectOverdue } from '@/server/due/overdue'
import { DomainError } from '@/server/infra/errors'
import { eraseTicketWords } from '@/server/handoff/erasing'
import { exportTicket } from '@/server/tickets/record/export'
import { ticketExport } from '@/server/tickets/record/schema'
import { readTicket } from '@/server/tickets/reading/ticket'
import { verifyExport } from '@/server/tickets/record/verify.rules'
import { runtime } from '@/server/infra/runtime'
import { fileTicket } from '@/server/tickets/filing/filing'
import { addNote, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { customerReplySchema, noteSchema } from '@/server/tickets/conversation/schema'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { limits } from '@/server/tickets/facts'
import { sessionCookieOf } from '@/tests/support/session'
import { openStory, type Story } from '@/tests/support/story'
import { openWeb, sessionSecret } from '@/tests/support/web'

let story: Story
let data: string
let web: ReturnType<typeof openWeb>
let reference: string
const viewers: Record<string, Viewer> = {}

beforeAll(async () => {
  story = await openStory('off')
  web = openWeb(story)
  data = web.data
  const { customer, lead, stranger, ana } = story.world
  const colleague = await story.database.db.user.create({
    data: {
      email: 'cora@test.example',
      name: 'Cora',
      createdAt: story.clock.now(),
      memberships: {
        create: { role: 'customer', organisationId: story.world.organisationId, createdAt: story.clock.now() },
      },
    },
  })
  Object.assign(viewers, { customer, lead, stranger, ana, colleague: { ...customer, userId: colleague.id } })
  reference = await story.fileS1({ severity: 'S3' })
})
afterAll(async () => {
  await web.close()
  await story.close()
})

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const headersOf = async (who: string | null) =>
  new Headers(
    who
      ? {
          cookie: await sessionCookieOf(story.database.db, viewers[who]!.userId, {
            secret: sessionSecret,
            now: runtime().now(),
          }),
        }
      : {},
  )
async function upload(
  who: string | null,
  content: Buffer | string,
  { name = 'shot.png', type = 'image/png', more = {} as Record<string, string>, headers = {} } = {},
) {
  const form = new FormData()
  form.set('file', new File([typeof content === 'string' ? content : new Uint8Array(content)], name, { type }))
  for (const [key, value] of Object.entries({ organisationId: story.world.organisationId, ...more }))
    form.set(key, value)
  const all = await headersOf(who)
  for (const [key, value] of Object.entries(headers)) all.set(key, String(value))
  const response = await POST(new Request('http://localhost/api/files', { method: 'POST', headers: all, body: form }))
  return { status: response.status, body: (await response.json()) as { id: string; reason?: string } }
}
const fetchAs = async (who: string | null, id: string) =>
  GET(new Request(`http://localhost/api/files/${id}`, { headers: await headersOf(who) }), {
    params: Promise.resolve({ id }),
  })
const readersOf = async (id: string) =>
  Object.fromEntries(
    await Promise.all(
      [...Object.keys(viewers), null].map(async (who) => [who ?? 'nobody', (await fetchAs(who, id)).status] as const),
    ),
  )
/** Files that lie in the data folder. */
const stored = () =>
  fs.readdirSync(path.join(data, 'files'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .length

describe('a file', () => {
  it('is downloaded as it was uploaded, and cannot run in a browser', async () => {
    const { status, body } = await upload('customer', png, { name: '屏幕 "1".png' })
    expect(status).toBe(201)
    const response = await fetchAs('customer', body.id)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(png)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent('屏幕 "1".png')}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    expect(await story.database.db.attachment.findUniqueOrThrow({ where: { id: body.id } })).toMatchObject({
      sha256: createHash('sha256').update(png).digest('hex'),
      size: png.length,
      ticketId: null,
    })
  })

  it('that a browser could run is always a download', async () => {
    for (const [name, type] of [
      ['page.html', 'text/html'],
      ['drawing.svg', 'image/svg+xml'],
    ]) {
      const { body } = await upload('customer', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', {
        name,
        type,
      })
      const response = await fetchAs('customer', body.id)
      expect(response.headers.get('content-type')).toBe('application/octet-stream')
      expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
      await response.body?.cancel()
    }
  })

  it('is not cached, neither by proxies nor by the browser', async () => {
    const { body } = await upload('customer', png)
    const answer = await fetchAs('customer', body.id)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.get('etag')).toBeNull()
    await answer.body?.cancel()
  })

  it('counts towards an hourly limit', async () => {
    await story.database.db.rateLimit.create({
      data: { key: `uploads:${viewers.lead!.userId}`, points: 200, expiresAt: new Date('9999-01-01') },
    })
    expect(await upload('lead', png)).toMatchObject({ status: 429, body: { reason: 'tooManyFiles' } })
  })

  it('stays in its folder whatever its name is', async () => {
    const { body } = await upload('customer', png, { name: '../../../etc/passwd.png' })
    const response = await fetchAs('customer', body.id)
    expect(response.headers.get('content-disposition')).not.toContain('%2F')
    await response.body?.cancel()
  })

  it.each([
    ['is empty', () => '', 400, 'fileEmpty'],
    ['is larger than 25 MB', () => Buffer.alloc(limits.attachmentBytes + 1, png), 413, 'fileTooLarge'],
  ])('that %s is refused and nothing is stored', async (_what, content, status, reason) => {
    const before = [stored(), await story.database.db.attachment.count()]
    const refused = await upload('customer', content())
    expect([refused.status, refused.body.reason]).toEqual([status, reason])
    expect([stored(), await story.database.db.attachment.count()]).toEqual(before)
  })

  it('without a Content-Length is read up to the limit and no further', async () => {
    let sent = 0
    const chunk = new Uint8Array(1024 * 1024)
    const head =
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.log"\r\ncontent-type: text/plain\r\n\r\n'
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(sent === 0 ? new TextEncoder().encode(head) : chunk)
        sent += 1
        if (sent > 200) controller.close()
      },
    })
    const headers = await headersOf('customer')
    headers.set('content-type', 'multipart/form-data; boundary=b')
    const response = await POST(
      new Request('http://localhost/api/files', { method: 'POST', headers, body, duplex: 'half' } as RequestInit),
    )
    expect(response.status).toBe(413)
    expect(sent).toBeLessThan(40)
  })

  it('is accepted from signed-in people, for their own organisation, from our own pages', async () => {
    expect((await upload(null, png)).status).toBe(401)
    expect((await upload('stranger', png)).body.reason).toBe('notFound')
    expect((await upload('stranger', png, { more: { organisationId: '', reference } })).body.reason).toBe('notFound')
    expect((await upload('stranger', png, { more: { organisationId: randomUUID() } })).body.reason).toBe('notFound')
    expect((await upload('customer', png, { more: { organisationId: 'nonsense' } })).body.reason).toBe('notFound')
    expect((await upload('customer', png, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    expect((await upload('customer', png, { more: { organisationId: '', reference } })).status).toBe(201)
    expect((await upload('ana', png, { more: { organisationId: '', reference } })).status).toBe(201)
  })
})

describe('the people who may open a file', () => {
  const reply = (attachmentIds: string[], viewer = viewers.customer!) =>
    replyAsCustomer(
      story.ctx,
      viewer,
      customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'See the picture.', attachmentIds }),
    )

  it('before it is attached are its uploader', async () => {
    const { body } = await upload('customer', png)
    expect(await readersOf(body.id)).toEqual({
      customer: 200,
      lead: 404,
      stranger: 404,
      ana: 404,
      colleague: 404,
      nobody: 401,
    })
  })

  it('on a ticket are staff, and those of the organisation who may see the ticket', async () => {
    const { body } = await upload('customer', png)
    await reply([body.id])
    expect(await readersOf(body.id)).toEqual({
      customer: 200,
      lead: 200,
      stranger: 404,
      ana: 200,
      colleague: 404,
      nobody: 401,
    })
  })

  it('on an internal note are staff', async () => {
    const { body } = await upload('ana', png, { more: { organisationId: '', reference } })
    await addNote(
      story.ctx,
      viewers.ana!,
      noteSchema.parse({ reference, clientKey: randomUUID(), body: 'Only for us.', attachmentIds: [body.id] }),
    )
    expect(await readersOf(body.id)).toEqual({
      customer: 404,
      lead: 404,
      stranger: 404,
      ana: 200,
      colleague: 404,
      nobody: 401,
    })
  })

  it('that does not exist are nobody', async () => {
    for (const id of [randomUUID(), 'nonsense', '..%2f..']) expect((await fetchAs('customer', id)).status).toBe(404)
  })

  it('are those of its message, to which only its uploader can attach it, once', async () => {
    const refused = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'taken',
        (error: unknown) => (error instanceof DomainError ? error.reason : String(error)),
      )
    const { body } = await upload('customer', png)
    expect(await refused(reply([body.id], viewers.lead))).toBe('attachmentMissing')
    expect(await refused(reply([body.id, randomUUID()]))).toBe('attachmentMissing')
    expect(await refused(reply([body.id]))).toBe('taken')
    expect(await refused(reply([body.id]))).toBe('attachmentMissing')
    const filed = fileTicket(
      story.ctx,
      viewers.customer!,
      fileTicketSchema.parse({
        clientKey: randomUUID(),
        projectId: story.world.projectId,
        scenario: 'meeting',
        body: 'It fails',
        severity: 'S3',
        attachmentIds: [body.id],
      }),
    )
    expect(await refused(filed)).toBe('attachmentMissing')
  })
})

describe('a file in the record', () => {
  const record = async (of: string, viewer = viewers.customer!, staff = false) =>
    ticketExport.parse(JSON.parse(JSON.stringify(await exportTicket(story.ctx, viewer, of, staff))))
  const administrator = () => ({ ...story.world.mia, staffRoles: ['administrator' as const] })
  const erase = (of: string, seq: number) =>
    eraseTicketWords(story.ctx, administrator(), { reference: of, chain: 'public', seq, reason: 'They asked for it' })

  it('is in its entry with name, size and digest, and any alteration is found', async () => {
    const ids = [
      (await upload('customer', png)).body.id,
      (await upload('customer', 'log', { name: 'a.log', type: 'text/plain' })).body.id,
    ]
    const of = await story.fileS1({ severity: 'S4', attachmentIds: ids })
    const note = (await upload('ana', png, { name: 'secret.png', more: { organisationId: '', reference: of } })).body.id
    await addNote(
      story.ctx,
      story.world.ana,
      noteSchema.parse({ reference: of, clientKey: randomUUID(), body: 'See', attachmentIds: [note] }),
    )
    const document = await record(of, story.world.ana, true)
    expect(verifyExport(document, null)).toMatchObject({ chain: 'intact', differences: [], erased: 0 })
    expect(JSON.stringify(await record(of))).not.toContain('secret.png')
    expect(document.staff?.events[0]?.attachments).toMatchObject([{ name: 'secret.png' }])
    const files = document.public.events[0]!.attachments!
    expect(files).toMatchObject([
      { name: 'shot.png', size: png.length, sha256: createHash('sha256').update(png).digest('hex') },
      { name: 'a.log', type: 'text/plain', size: 3 },
    ])
    const alterations: [string, (copy: typeof document) => unknown][] = [
      ['public.events[0].attachments[1]', (copy) => (copy.public.events[0]!.attachments![1]!.name = 'b.log')],
      ['public.events[0].attachments[0]', (copy) => (copy.public.events[0]!.attachments![0]!.size = 1)],
      ['public.events[0].attachments[0]', (copy) => (copy.public.events[0]!.attachments![0]!.salt = 'x')],
      ['public.events[0].attachments', (copy) => copy.public.events[0]!.attachments!.pop()],
      ['public.events[0].attachments', (copy) => delete copy.public.events[0]!.attachments],
      ['staff.events[0].attachments', (copy) => copy.staff!.events[0]!.attachments!.push(files[0]!)],
    ]
    for (const [path, alter] of alterations) {
      const copy = structuredClone(document)
      alter(copy)
      expect(verifyExport(copy, null)).toMatchObject({ chain: 'broken', differences: [{ path, problem: 'file' }] })
    }
  })

  it('is erased with the text, its bytes and name included, and the chain stays intact', async () => {
    const { id } = (await upload('customer', png, { name: 'Kumquat.png' })).body
    const of = await story.fileS1({ severity: 'S4', attachmentIds: [id] })
    const before = await record(of)
    const held = stored()
    await erase(of, 1)
    expect(stored()).toBe(held - 1)
    expect(await readersOf(id)).toMatchObject({ customer: 404, lead: 404, ana: 404 })
    expect(await story.database.db.attachment.count({ where: { id } })).toBe(0)
    const after = await record(of)
    expect(after.public.events[0]).toMatchObject({ content: null, attachments: [null] })
    expect(verifyExport(after, before.public.head)).toMatchObject({ chain: 'intact', differences: [], erased: 1 })
    const view = await readTicket(story.ctx, story.world.customer, of)
    expect(view.timeline.find((item) => item.kind === 'event' && item.seq === 1)).toMatchObject({ attachments: [] })
  })

  it('whose bytes cannot be removed at once is inaccessible, and removed by the sweep', async () => {
    const { id } = (await upload('customer', png)).body
    const of = await story.fileS1({ severity: 'S4', attachmentIds: [id] })
    const place = path.join(data, 'files', id.slice(0, 2), id)
    fs.rmSync(place)
    fs.mkdirSync(path.join(place, 'in the way'), { recursive: true })
    await erase(of, 1)
    expect(await readersOf(id)).toMatchObject({ customer: 404, ana: 404 })
    expect(await story.database.db.attachment.count({ where: { id } })).toBe(1)
    fs.rmSync(place, { recursive: true })
    await story.settle()
    expect(await story.database.db.attachment.count({ where: { id } })).toBe(0)
  })

  it('from before files were in the chain is not in the export, and can be erased', async () => {
    const { id } = (await upload('customer', png)).body
    const of = await story.fileS1({ severity: 'S4' })
    const event = await story.database.db.ticketEvent.findFirstOrThrow({ where: { ticket: { reference: of } } })
    await story.database.db.attachment.update({ where: { id }, data: { eventId: event.id, ticketId: event.ticketId } })
    const document = await record(of)
    expect(document.public.events[0]).not.toHaveProperty('attachments')
    expect(verifyExport(document, null).differences).toEqual([])
    await story.database.db.eventContent.delete({ where: { eventId: event.id } })
    await erase(of, 1)
    expect(await readersOf(id)).toMatchObject({ customer: 404, ana: 404 })
  })

  it('that was never sent is removed after a week, and one that a crash left half-erased at once', async () => {
    const { db } = story.database
    const [old, half, fresh] = await Promise.all([1, 2, 3].map(async () => (await upload('customer', png)).body.id))
    await db.attachment.update({
      where: { id: old },
      data: { createdAt: new Date(story.clock.now().getTime() - 8 * 86_400_000) },
    })
    await db.attachment.update({ where: { id: half }, data: { erasedAt: story.clock.now() } })
    const held = stored()
    const waiting = async () => (await selectOverdue(db, story.clock.now())).find(({ name }) => name === 'files')
    const oldestAt = new Date(story.clock.now().getTime() - 86_400_000)
    expect(await waiting()).toEqual({ name: 'files', count: 2, oldestAt })
    await story.settle()
    expect(stored()).toBe(held - 2)
    expect(await waiting()).toMatchObject({ count: 0 })
    const left = await db.attachment.findMany({ where: { id: { in: [old!, half!, fresh!] } }, select: { id: true } })
    expect(left).toEqual([{ id: fresh }])
  })
})
