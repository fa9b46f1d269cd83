// `npm test`: runs all checks and tests, also on a fresh clone. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { runChecks } from './support/checks.mjs'

const root = path.resolve(import.meta.dirname, '..')
process.chdir(root)
// No colours, because the output is mostly read in logs.
process.env.NO_COLOR = '1'
const started = Date.now()
const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`

if (!fs.existsSync('node_modules/vitest') || !fs.existsSync('node_modules/cspell')) {
  console.log('Installing packages …')
  const npm = process.env.npm_execpath
  const installed = npm
    ? spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund'], { stdio: 'inherit' })
    : spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { stdio: 'inherit' })
  if (installed.status !== 0) process.exit(1)
}

let passed = 0
let failed = 0
const node = (...args) => spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })

function vitest(project, ...filters) {
  const report = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-report-')), 'report.json')
  const result = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      '--passWithNoTests',
      ...filters,
    ],
    { stdio: 'inherit' },
  )
  const results = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : null
  passed += results?.numPassedTests ?? 0
  const bad = results?.numFailedTests ?? 0
  // A file that cannot be loaded, or a crash, counts as a failure although no test has failed.
  failed += bad > 0 ? bad : result.status === 0 ? 0 : 1
  console.log(
    `${result.status === 0 ? 'ok  ' : 'FAIL'} ${project}: ${results?.numPassedTests ?? 0} passed (${seconds()})`,
  )
  fs.rmSync(path.dirname(report), { recursive: true, force: true })
}

const only = process.argv.slice(2)
const generated = node('scripts/prisma.mjs', 'generate')
if (generated.status !== 0) {
  console.log(generated.stdout, generated.stderr)
  process.exit(1)
}
if (only.length === 0) {
  const checks = await runChecks()
  passed += checks.passed
  failed += checks.failed
}
if (only.length === 0 || only.includes('unit')) vitest('unit')
if (only.length === 0 || only.includes('integration')) vitest('integration')
// The queue and story tests alone: what .ci/run repeats on Redis.
if (only.includes('stories')) vitest('integration', 'tests/stories')
if (only.length === 0 || only.includes('e2e')) vitest('e2e')

console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
