import { describe, expect, it } from 'vitest'
import { BodyTooLarge, boundedRequest } from './bounded'

const maxBytes = 1_000
const request = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request('http://localhost/', {
    method: body === null ? 'GET' : 'POST',
    headers,
    body,
    duplex: 'half',
  } as RequestInit)
const stream = (chunks: number, told: { read: number }) =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      if (told.read === chunks) controller.close()
      else {
        told.read += 1
        controller.enqueue(new Uint8Array(100).fill(97))
      }
    },
  })

describe('a request body', () => {
  it('with a Content-Length is accepted or refused by that alone', async () => {
    const short = boundedRequest(request('abc', { 'content-length': '3' }), maxBytes)
    expect(await short?.text()).toBe('abc')
    expect(boundedRequest(request('abc', { 'content-length': '1001' }), maxBytes)).toBeNull()
    expect(boundedRequest(request('abc', { 'content-length': 'much' }), maxBytes)).toBeNull()
  })
  it('without a Content-Length is read up to the limit and no further', async () => {
    const told = { read: 0 }
    const fits = boundedRequest(request(stream(10, told)), maxBytes)
    expect((await fits!.text()).length).toBe(1_000)
    const endless = { read: 0 }
    const over = boundedRequest(request(stream(10_000, endless)), maxBytes)
    await expect(over!.text()).rejects.toThrow(BodyTooLarge)
    expect(endless.read).toBeLessThan(30)
  })
  it('that is absent stays absent', () => {
    expect(boundedRequest(request(null), maxBytes)?.body).toBeNull()
  })
})
