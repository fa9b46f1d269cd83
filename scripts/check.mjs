// `npm run check`: types, lint, imports, dead code, spelling and format, in under a minute; `npm run check -- PART …` runs some.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { parts, runChecks } from './support/checks.mjs'

process.chdir(path.resolve(import.meta.dirname, '..'))
process.env.NO_COLOR = '1'

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !parts.some((part) => part.name === name))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. The parts are: ${parts.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
const generated = spawnSync(process.execPath, ['scripts/prisma.mjs', 'generate'], { encoding: 'utf8' })
if (generated.status !== 0) {
  console.error(generated.stdout, generated.stderr)
  process.exit(1)
}
const { passed, failed } = await runChecks(
  wanted.length > 0 ? parts.filter(({ name }) => wanted.includes(name)) : parts,
)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
