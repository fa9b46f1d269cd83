import fs from 'node:fs'
import path from 'node:path'
import { permissionsDocument } from './support/permissions-document'

/** `npm run docs:permissions`: writes docs/permissions.md from the tables of rights. */
fs.writeFileSync(path.resolve(import.meta.dirname, '../docs/permissions.md'), permissionsDocument())
