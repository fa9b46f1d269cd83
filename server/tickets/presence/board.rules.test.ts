import { describe, expect, test } from 'vitest'
import { PresenceBoard, type Shown, silenceMs } from './board.rules'

const shown = (userId: string, more: Partial<Shown> = {}): Shown => ({
  userId,
  stream: `${userId}-1`,
  tab: 't1',
  reference: 'ACME-1',
  doing: 'reading',
  ...more,
})

describe('who has a ticket open', () => {
  test('is each person once, with the most telling of what their tabs do', () => {
    const board = new PresenceBoard()
    board.hear(shown('ana'), 0)
    board.hear(shown('ana', { tab: 't2', doing: 'replying' }), 0)
    board.hear(shown('ana', { stream: 'phone', doing: 'noting' }), 0)
    board.hear(shown('bo', { reference: 'ACME-2' }), 0)
    expect(board.on('ACME-1')).toEqual([{ id: 'ana', doing: 'replying' }])
  })
  test('changes for the readers of both tickets when a tab goes from one to the other', () => {
    const board = new PresenceBoard()
    expect(board.hear(shown('ana'), 0)).toEqual(['ACME-1'])
    expect(board.hear(shown('ana', { reference: 'ACME-2' }), 0)).toEqual(['ACME-1', 'ACME-2'])
    expect(board.hear(shown('ana', { reference: null }), 0)).toEqual(['ACME-2'])
    expect([board.on('ACME-1'), board.on('ACME-2')]).toEqual([[], []])
  })
  test('is not announced again when it is only confirmed', () => {
    const board = new PresenceBoard()
    board.hear(shown('ana'), 0)
    expect(board.hear(shown('ana'), 10_000)).toEqual([])
    expect(board.hear(shown('ana', { doing: 'noting' }), 10_000)).toEqual(['ACME-1'])
  })
  test('ends when nobody has confirmed it for half a minute', () => {
    const board = new PresenceBoard()
    board.hear(shown('ana'), 0)
    board.hear(shown('bo'), 20_000)
    expect(board.expire(silenceMs - 1)).toEqual([])
    expect(board.expire(silenceMs)).toEqual(['ACME-1'])
    expect(board.on('ACME-1')).toEqual([{ id: 'bo', doing: 'reading' }])
  })
  test("is not changed by another person's statement about the same stream", () => {
    const board = new PresenceBoard()
    board.hear(shown('ana'), 0)
    board.hear(shown('bo', { stream: 'ana-1', reference: null }), 0)
    expect(board.on('ACME-1')).toEqual([{ id: 'ana', doing: 'reading' }])
  })
  test('is bounded: a browser that claims to have hundreds of tabs counts with twenty', () => {
    const board = new PresenceBoard()
    for (let tab = 0; tab < 300; tab += 1) board.hear(shown('ana', { tab: `t${tab}` }), 0)
    expect(board.ofStream('ana', 'ana-1')).toHaveLength(20)
  })
})
