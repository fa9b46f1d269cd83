// `npm start`: plain JavaScript without dependencies, because a fresh clone has none installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const fail = (sentence) => {
  console.error(`\n${sentence}`)
  process.exit(1)
}

// Must come first and use only syntax that an old Node supports.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19))
  fail(`Nightdesk needs Node 20.19 or newer; this is ${process.versions.node}.`)
const root = path.resolve(import.meta.dirname, '..')

/** Tells whether node_modules contains every package of the lock in its version. */
function isInstalled() {
  const listed = path.join(root, 'node_modules', '.package-lock.json')
  if (!fs.existsSync(listed)) return false
  const packages = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages
  const there = packages(listed)
  return Object.entries(packages(path.join(root, 'package-lock.json'))).every(
    ([at, wanted]) => at === '' || (there[at] ? there[at].version === wanted.version : wanted.optional),
  )
}

/** Packages are installed once per lock: a stamp in node_modules holds the lock's digest. */
const lock = createHash('sha256')
  .update(fs.readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex')
const stamp = path.join(root, 'node_modules', '.nightdesk-lock')
const installed = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : ''
if (installed !== lock) {
  if (!isInstalled()) {
    console.log('Installing packages (once; a few minutes on a slow connection) …')
    const npm = process.env.npm_execpath
    const result = npm
      ? spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund'], { cwd: root, stdio: 'inherit' })
      : spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
          cwd: root,
          stdio: 'inherit',
          shell: process.platform === 'win32',
        })
    if (result.status !== 0) fail('The packages could not be installed; npm says why above.')
  }
  fs.writeFileSync(stamp, lock)
}

// The rest is TypeScript. It is bundled, which takes a fifth of a second, because a compiler that loads it file by file
// would stay in memory, with a process of its own, as long as Nightdesk runs.
const { build, stop } = await import('esbuild')
const folder = path.join(root, 'dist/start')
const { outputFiles } = await build({
  entryPoints: [path.join(root, 'scripts/start/main.ts')],
  // Two folders deep, as the sources are, which find the root from where they stand.
  outfile: path.join(folder, 'main.mjs'),
  write: false,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  alias: { '@': root },
})
// Otherwise its service would stay in memory.
await stop()
// Renamed, so that another start at the same moment never reads half of it.
const main = path.join(folder, 'main.mjs')
const written = `${main}.${process.pid}`
fs.mkdirSync(folder, { recursive: true })
fs.writeFileSync(written, outputFiles[0].contents)
fs.renameSync(written, main)
await import(pathToFileURL(main).href)
