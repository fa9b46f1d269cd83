// `npm run check:node -- [VERSION …]`: installs, builds, starts and tests a copy of this tree on other versions of
// Node, 20.19, 22, 24 and 26 unless some are named. Run it before a release; CI runs it for 24.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const defaults = ['20.19', '22', '24', '26']
const story = 'tests/stories/s1-at-two.test.ts'
/** Includes the build, which takes minutes on a busy machine. */
const startTimeoutMs = 900_000
const maxLines = 60

const npm = process.env.npm_execpath
const environment = { ...process.env, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' }
// The settings of the Node that runs this script must not affect the copy.
for (const name of Object.keys(environment)) if (/^(npm_|NODE_OPTIONS$)/i.test(name)) delete environment[name]

const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(0)} s`

/** Runs a program; resolves with its output. @throws Error with the end of the output when it fails */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(output.trim().split('\n').slice(-maxLines).join('\n'))),
    )
  })
}

/** Every file that belongs to the project, whether it is committed or not. */
async function copyTree(folder) {
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  for (const file of listed.split('\0').filter((name) => name !== '' && fs.existsSync(path.join(root, name)))) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    fs.copyFileSync(path.join(root, file), path.join(folder, file))
  }
}

/** Returns the path of npm's script, so that the wanted Node version can run it. */
async function npmScript() {
  if (npm) return npm
  const globalRoot = (await run('npm', ['root', '--global'], { env: environment })).trim()
  return path.join(globalRoot, 'npm/bin/npm-cli.js')
}

/** Installs the newest Node of `version` from npm into `folder`. Returns the path of its executable. */
async function fetchNode(version, folder) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n')
  const args = [await npmScript(), 'install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`]
  await run(process.execPath, args, { cwd: folder, env: environment })
  return path.join(folder, 'node_modules', name, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node')
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

/** Starts the product, which builds it first, waits until health answers 200, and stops it in order. */
async function startAndStop(node, cwd, env) {
  const port = await freePort()
  const data = path.join(path.dirname(cwd), 'data')
  const settings = { ...env, PORT: String(port), NIGHTDESK_DATA: data }
  for (const name of ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'REDIS_URL', 'PUBLIC_URL', 'NIGHTDESK_HOST'])
    delete settings[name]
  const child = spawn(node, ['scripts/start.mjs'], { cwd, env: settings, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = new Promise((resolve) => child.once('close', resolve))
  let isOver = false
  void ended.then(() => (isOver = true))
  const failed = (what) => new Error(`${what}:\n${output.trim().split('\n').slice(-maxLines).join('\n')}`)
  try {
    const until = performance.now() + startTimeoutMs
    for (let isGreen = false; !isGreen; ) {
      if (isOver) throw failed('the start ended')
      if (performance.now() > until) throw failed('health was not green in time')
      await new Promise((resolve) => setTimeout(resolve, 500))
      const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => null)
      isGreen = answer?.status === 200
    }
  } finally {
    child.kill('SIGTERM')
  }
  if ((await ended) !== 0) throw failed('it did not stop in order')
}

/** @returns {Promise<boolean>} whether every part passed on this version */
async function check(version) {
  // PostgreSQL does not run as root: another account has to reach the folder.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `nightdesk-node-${version}-`))
  fs.chmodSync(folder, 0o755)
  const cwd = path.join(folder, 'tree')
  const startedAt = performance.now()
  let name = `Node ${version}`
  const part = async (what, work) => {
    const partStartedAt = performance.now()
    try {
      const result = await work()
      console.log(`ok   ${name}: ${what} (${seconds(partStartedAt)})`)
      return result
    } catch (error) {
      console.log(`FAIL ${name}: ${what} (${seconds(partStartedAt)})\n${error.message}`)
      throw error
    }
  }
  try {
    const node = await part('fetched', () => fetchNode(version, path.join(folder, 'node')))
    const env = { ...environment, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` }
    const vitest = (...args) => run(node, ['node_modules/vitest/vitest.mjs', 'run', ...args], { cwd, env })
    name = `Node ${(await run(node, ['--version'], { env })).trim().slice(1)}`
    await part('installed', async () => {
      await copyTree(cwd)
      await run(node, [await npmScript(), 'ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd, env })
    })
    await part('built, started, healthy, stopped', () => startAndStop(node, cwd, env))
    await part('unit tests', () => vitest('--project', 'unit'))
    await part('one story', () => vitest('--project', 'integration', story))
    console.log(`ok   ${name}: everything (${seconds(startedAt)})`)
    return true
  } catch {
    return false
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 })
  }
}

const versions = process.argv.length > 2 ? process.argv.slice(2) : defaults
const unusable = versions.filter((version) => !/^\d+(\.\d+){0,2}$/.test(version))
if (unusable.length > 0) {
  console.error(`Not a version of Node: ${unusable.join(', ')}. usage: npm run check:node -- [VERSION …]`)
  process.exit(2)
}
const failed = []
for (const version of versions) if (!(await check(version))) failed.push(version)
console.log(failed.length === 0 ? `\nAll of ${versions.join(', ')} passed.` : `\nFailed on ${failed.join(', ')}.`)
process.exit(failed.length === 0 ? 0 : 1)
