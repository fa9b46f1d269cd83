// cspell:disable
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync, strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POST } from '@/app/api/files/route'
import type { Viewer } from '@/server/accounts/schema'
import { runtime } from '@/server/infra/runtime'
import { removeStaleUploads } from '@/server/integrations/storage/storage'
import { openFile } from '@/server/tickets/attachments/attachments'
import { digestOfFind } from '@/server/tickets/secrets/find.rules'
import { sessionCookieOf } from '@/tests/support/session'
import { openStory, type Story } from '@/tests/support/story'
import { openWeb, sessionSecret } from '@/tests/support/web'

let story: Story
let data: string
let web: ReturnType<typeof openWeb>

beforeAll(async () => {
  story = await openStory('off')
  web = openWeb(story)
  data = web.data
})
afterAll(async () => {
  await web.close()
  await story.close()
})

async function upload(viewer: Viewer, content: Buffer | string, name = 'client.log', kept: string[] = []) {
  const form = new FormData()
  form.append('organisationId', story.world.organisationId)
  for (const digest of kept) form.append('kept', digest)
  form.append('file', new File([Buffer.from(content)], name, { type: 'text/plain' }))
  const cookie = await sessionCookieOf(story.database.db, viewer.userId, {
    secret: sessionSecret,
    now: runtime().now(),
  })
  const response = await POST(
    new Request('http://localhost/api/files', { method: 'POST', body: form, headers: { cookie } }),
  )
  return (await response.json()) as { id: string; size: number; reason?: string }
}
const bytesOf = async (id: string, viewer: Viewer) => {
  const file = await openFile(story.ctx, viewer, id)
  return Buffer.from(await new Response(file.content()).arrayBuffer())
}
/** Every file under the data folder. */
const filesOf = (folder: string): string[] =>
  fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))

const certificate = '5cfd2fd1755d40ecb72977518be15d3b'
const log = `02:15:00 [I] joinChannel cid=room-42\n02:15:01 appCertificate: ${certificate}\n02:15:02 密码：Abc12345\n`
const masked =
  '02:15:00 [I] joinChannel cid=room-42\n02:15:01 appCertificate: [masked: app certificate]\n02:15:02 密码：[masked: password]\n'

describe('a text file that a customer uploads', () => {
  it('is stored with masks, with the size and the digest of what is stored, and no file on the disk holds the secrets', async () => {
    const { customer } = story.world
    const stored = await upload(customer, log)
    const bytes = await bytesOf(stored.id, customer)
    expect(bytes.toString()).toBe(masked)
    expect(stored.size).toBe(bytes.length)
    const row = await story.database.db.attachment.findUniqueOrThrow({ where: { id: stored.id } })
    expect(row.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    for (const file of filesOf(data)) expect(fs.readFileSync(file).includes(certificate), file).toBe(false)
  })

  it('is masked whatever its name and type say, in UTF-16 and with bytes of other encodings', async () => {
    const { customer } = story.world
    const wide = await upload(customer, Buffer.from(`\uFEFF${log}`, 'utf16le'), 'picture.png')
    expect((await bytesOf(wide.id, customer)).toString('utf16le')).toBe(`\uFEFF${masked}`)
    const other = await upload(customer, Buffer.concat([Buffer.from([0xc3, 0xdc, 0x0a]), Buffer.from('pwd=hunter2\n')]))
    expect((await bytesOf(other.id, customer)).toString('latin1')).toBe('\u00c3\u00dc\npwd=[masked: password]\n')
  })

  it('keeps what its writer called no secret, and stays as it is, byte for byte, when nothing is found', async () => {
    const { customer } = story.world
    const kept = await upload(customer, log, 'client.log', [digestOfFind('Abc12345')])
    expect((await bytesOf(kept.id, customer)).toString()).toBe(log.replace(certificate, '[masked: app certificate]'))
    const plain = Buffer.from('\uFEFF02:15 no sound\r\n断流\0\0')
    const same = await upload(customer, plain)
    expect((await bytesOf(same.id, customer)).equals(plain)).toBe(true)
  })

  it('of several megabytes is masked from its first to its last line', async () => {
    const { customer } = story.world
    const line = '2026-11-27 02:15:00.120 [I] stats rtt=45 loss=0.2 uid=77123\n'
    const long = `pwd=first001\n${line.repeat(50_000)}pwd=last9999\n`
    const stored = await upload(customer, long)
    expect((await bytesOf(stored.id, customer)).toString()).toBe(
      long.replace('first001', '[masked: password]').replace('last9999', '[masked: password]'),
    )
  })

  it('is refused with digests that are none, and nothing of it stays', async () => {
    const before = filesOf(data).length
    expect(await upload(story.world.customer, log, 'client.log', ['<script>'])).toMatchObject({ reason: 'invalid' })
    expect(filesOf(data).length).toBe(before)
  })
})

describe('an archive that a customer uploads', () => {
  it('is packed again with masks, and stays byte for byte as it is without finds', async () => {
    const { customer } = story.world
    const zip = await upload(
      customer,
      Buffer.from(zipSync({ 'a/client.log': strToU8(log), 'b.txt': strToU8('x') })),
      'logs.zip',
    )
    const files = unzipSync(await bytesOf(zip.id, customer))
    expect([strFromU8(files['a/client.log']!), strFromU8(files['b.txt']!)]).toEqual([masked, 'x'])
    const gz = await upload(customer, Buffer.from(gzipSync(strToU8(log))), 'client.log.gz')
    expect(strFromU8(gunzipSync(await bytesOf(gz.id, customer)))).toBe(masked)
    const plain = Buffer.from(zipSync({ 'a.log': strToU8('02:15 no sound') }))
    expect((await bytesOf((await upload(customer, plain, 'plain.zip')).id, customer)).equals(plain)).toBe(true)
  })

  it('has harmless names afterwards, and is kept as it is when it is damaged', async () => {
    const { customer } = story.world
    const evil = await upload(customer, Buffer.from(zipSync({ '../../x.log': strToU8('x') })), 'evil.zip')
    expect(Object.keys(unzipSync(await bytesOf(evil.id, customer)))).toEqual(['x.log'])
    const whole = Buffer.from(zipSync({ 'a.log': strToU8(log.repeat(50)) }))
    const damaged = Buffer.concat([whole.subarray(0, 60), randomBytes(200)])
    expect((await bytesOf((await upload(customer, damaged, 'cut.zip')).id, customer)).equals(damaged)).toBe(true)
  })

  it('that is a bomb is refused with a sentence, and nothing of it stays', async () => {
    const before = filesOf(data).length
    const bomb = zipSync({ 'a.log': new Uint8Array(101 * 1024 * 1024) })
    expect(await upload(story.world.customer, Buffer.from(bomb), 'bomb.zip')).toMatchObject({
      reason: 'archiveTooLarge',
    })
    expect(filesOf(data).length).toBe(before)
  })
})

describe('other files', () => {
  it('of a customer that are no text, and files of staff, stay as they are', async () => {
    const { customer, ana } = story.world
    const picture = Buffer.concat([
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      Buffer.from(log),
      randomBytes(4_000),
    ])
    const shot = await upload(customer, picture, 'shot.png')
    expect((await bytesOf(shot.id, customer)).equals(picture)).toBe(true)
    const ours = await upload(ana, log)
    expect((await bytesOf(ours.id, ana)).toString()).toBe(log)
  })

  it('that a process left half received are deleted after their time, and newer ones stay', async () => {
    const folder = path.join(data, 'files', 'incoming')
    const [old, young] = [path.join(folder, 'old'), path.join(folder, 'young')]
    fs.writeFileSync(old, log)
    fs.writeFileSync(young, log)
    fs.utimesSync(old, new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z'))
    await removeStaleUploads(new Date('2026-01-02T00:00:00Z'))
    expect([fs.existsSync(old), fs.existsSync(young)]).toEqual([false, true])
    fs.rmSync(young)
  })
})
