import fs from 'node:fs'
import path from 'node:path'
import { permissionsDocument } from './support/permissions-document'

/** `npm run docs:permissions`: generates docs/permissions.md from the rights tables. */
fs.writeFileSync(path.resolve(import.meta.dirname, '../docs/permissions.md'), permissionsDocument())
