import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFile, previewFile, receiveFile } from '@/server/tickets/attachments/attachments'
import { isShownInline } from '@/server/tickets/attachments/file-types.rules'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let data: string
beforeAll(async () => {
  story = await openStory('off')
  data = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-evidence-'))
  Object.assign(process.env, {
    DATABASE_URL: story.database.url,
    SESSION_SECRET: 'a secret of this test only',
    NIGHTDESK_DATA: data,
    NIGHTDESK_QUEUE: 'off',
    LOG_LEVEL: 'silent',
  })
})
afterAll(async () => {
  await story.close()
  fs.rmSync(data, { recursive: true, force: true })
})

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))
const receive = (name: string, type: string, content: Uint8Array, organisationId = story.world.organisationId) =>
  receiveFile(
    story.ctx,
    story.world.customer,
    { organisationId },
    { name, type, stream: () => new Blob([new Uint8Array(content)]).stream() },
  )
const filler = 'x'.repeat(300)

describe('evidence is accepted as a download, whatever type it claims', () => {
  it.each<[string, string, Buffer]>([
    ['index.ts', 'video/mp2t', bytes('export const a = 1\n')],
    ['index.ts', 'video/vnd.dlna.mpeg-tts', bytes('export const a = 1\n')],
    ['live.m3u8', 'audio/x-mpegurl', bytes('#EXTM3U\n#EXTINF:4,\na.ts\n')],
    ['powershell.txt', 'text/plain', Buffer.from(`\uFEFFerror ${filler}`, 'utf16le')],
    ['crash.txt', 'text/plain', bytes('<?xml version="1.0"?><crash/>')],
    ...['BM', 'MZ', 'ID3', '%PDF-1.7 ', 'fLaC', 'OggS', 'solid ', 'BEGIN:VCALENDAR\r\n'].map(
      (start): [string, string, Buffer] => [`begins ${start.trim()}.txt`, 'text/plain', bytes(`${start}${filler}`)],
    ),
    ['broken.mp4', 'video/mp4', bytes([0, 0, 0, 0x20], 'ftypisom', [0, 0, 2])],
    ['broken.wav', 'audio/wav', bytes('RIFF', [0xff, 0, 0])],
    ['broken.aac', 'audio/aac', bytes([0xff])],
    ['raw.pcm', 'audio/L16', bytes([1, 2, 3, 4, 5])],
    ['song.mid', 'audio/midi', bytes([9, 9, 9])],
    ['shot.tga', 'image/x-tga', bytes([0, 0, 2, 0, 0])],
    ['liar.png', 'image/png', bytes(`MZ${filler}`)],
    ['script.png', 'image/png', bytes('<html><script>alert(1)</script>')],
    ['empty-but-one.bin', '', bytes([0])],
  ])('%s as %s', async (name, type, content) => {
    const stored = await receive(name, type, content)
    expect(stored).toMatchObject({ fileName: name, size: content.length })
    expect(isShownInline(stored.contentType)).toBe(false)
    const opened = await openFile(story.ctx, story.world.customer, stored.id)
    expect(Buffer.from(await new Response(opened.content()).arrayBuffer())).toEqual(content)
  })
})

it("a file's stored name is one line, without hidden characters, with its extension", async () => {
  expect((await receive('evil\u202Egnp.exe', '', bytes('x'))).fileName).toBe('evilgnp.exe')
  expect((await receive('a\r\nb\u2028c.log', '', bytes('x'))).fileName).toBe('a b c.log')
  const long = (await receive(`${'\u{1F600}'.repeat(120)}.log`, '', bytes('x'))).fileName
  expect(long).toMatch(/^\u{1F600}+\.log$/u)
})

it('the first lines of a log are shown to those who may open it, in any encoding; binary files have no preview', async () => {
  const log = await receive('sdk.log', 'text/plain', bytes('12:00 \u001B[31mERR_1102\u001B[0m 断流\r\n12:01 retry'))
  expect(await previewFile(story.ctx, story.world.customer, log.id)).toEqual({
    text: '12:00 \u241B[31mERR_1102\u241B[0m 断流\n12:01 retry',
    isWhole: true,
  })
  const wide = await receive('ps.log', 'text/plain', Buffer.from('\uFEFFERR', 'utf16le'))
  expect((await previewFile(story.ctx, story.world.customer, wide.id))?.text).toBe('ERR')
  const recording = await receive('a.log', '', bytes([0, 1, 2, 0xff]))
  expect(await previewFile(story.ctx, story.world.customer, recording.id)).toBeNull()
  const long = await receive('long.log', 'text/plain', bytes('断'.repeat(5_000)))
  const preview = await previewFile(story.ctx, story.world.customer, long.id)
  expect(preview).toMatchObject({ isWhole: false })
  expect(preview?.text).toMatch(/^断+$/)
  await expect(previewFile(story.ctx, story.world.stranger, log.id)).rejects.toMatchObject({ reason: 'notFound' })
})

it('a database that does not respond is not reported as a missing organisation', async () => {
  const dead = {
    ...story.ctx,
    db: new Proxy(story.ctx.db, {
      get: (db, key, receiver) =>
        key === 'organisation'
          ? { findFirst: () => Promise.reject(new Error('connection terminated')) }
          : (Reflect.get(db, key, receiver) as unknown),
    }),
  }
  await expect(
    receiveFile(
      dead,
      story.world.customer,
      { organisationId: story.world.organisationId },
      {
        name: 'a.log',
        type: '',
        stream: () => new Blob(['x']).stream(),
      },
    ),
  ).rejects.toThrow('connection terminated')
})
