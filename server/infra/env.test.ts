import { expect, it } from 'vitest'
import { envSchema } from './env'

it.each([
  ['https://desk.example', 'https://desk.example'],
  ['https://desk.example/', 'https://desk.example'],
  ['https://desk.example/support//', 'https://desk.example/support'],
  [undefined, 'http://localhost:3000'],
])('PUBLIC_URL %s is stored as %s, so that paths can be appended', (written, read) => {
  expect(envSchema.shape.PUBLIC_URL.parse(written)).toBe(read)
})
