import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { permissionsDocument } from '@/scripts/support/permissions-document'
import { allRights } from '@/server/api/rights'

const file = path.resolve(import.meta.dirname, '../../docs/permissions.md')

it('docs/permissions.md equals the tables of rights: `npm run docs:permissions` writes it', () => {
  expect(fs.readFileSync(file, 'utf8')).toBe(permissionsDocument())
})

it('every right has a distinct name', () => {
  const names = Object.values(allRights).flatMap((table) => Object.values(table).map(({ name }) => name))
  expect(new Set(names).size).toBe(names.length)
})
