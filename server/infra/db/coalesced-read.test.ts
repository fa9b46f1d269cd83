import { describe, expect, it } from 'vitest'
import { coalesceRead } from './coalesced-read'

/** A read that the test completes manually. */
function manualRead() {
  const ends: ((value: number) => void)[] = []
  return { ends, read: () => new Promise<number>((resolve) => ends.push(resolve)) }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a coalesced read', () => {
  it('runs once for all callers that arrive while another is in progress, and begins after their calls', async () => {
    const client = {}
    const { ends, read } = manualRead()
    const first = coalesceRead(client, 'open', read)
    const others = [1, 2, 3].map(() => coalesceRead(client, 'open', read))
    expect(ends).toHaveLength(1)
    ends[0]!(1)
    expect(await first).toBe(1)
    await settled()
    expect(ends).toHaveLength(2)
    const late = coalesceRead(client, 'open', read)
    ends[1]!(2)
    expect(await Promise.all(others)).toEqual([2, 2, 2])
    await settled()
    ends[2]!(3)
    expect(await late).toBe(3)
    expect(ends).toHaveLength(3)
  })

  it('runs anew for each call when none is in progress, and separately for another key or client', async () => {
    let count = 0
    const read = async () => ++count
    const client = {}
    expect(await coalesceRead(client, 'open', read)).toBe(1)
    expect(await coalesceRead(client, 'open', read)).toBe(2)
    expect(
      await Promise.all([
        coalesceRead(client, 'open', read),
        coalesceRead(client, 'mine', read),
        coalesceRead({}, 'open', read),
      ]),
    ).toEqual([3, 4, 5])
  })

  it('that fails does so for the callers that share it and for no later one', async () => {
    const client = {}
    const failing = async () => {
      throw new Error('away')
    }
    const first = coalesceRead(client, 'open', failing)
    const second = coalesceRead(client, 'open', async () => 2)
    await expect(first).rejects.toThrow('away')
    expect(await second).toBe(2)
    expect(await coalesceRead(client, 'open', async () => 3)).toBe(3)
  })
})
