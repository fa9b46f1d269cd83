import { expect, it } from 'vitest'
import { connectionsOf, fitsConnections } from './connection-budget'

it('one web and one worker process fit a PostgreSQL server with its default limit', () => {
  const room = { max: 100, reserved: 3, used: 0 }
  expect(fitsConnections(room, connectionsOf('web') + connectionsOf('worker'))).toBe('fits')
})

it.each([
  { max: 100, reserved: 3, used: 71, wanted: 26, fits: 'fits' },
  { max: 100, reserved: 3, used: 72, wanted: 26, fits: 'notNow' },
  { max: 28, reserved: 3, used: 0, wanted: 26, fits: 'never' },
])('$wanted connections on a server with $max, of which $used are taken: $fits', ({ wanted, fits, ...room }) => {
  expect(fitsConnections(room, wanted)).toBe(fits)
})
