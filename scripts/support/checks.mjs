// The list of static checks, run by `npm run check` and by `npm test` before the tests.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'

const cache = 'node_modules/.cache'

/** Longest first, so that the last part to start is a short one. */
export const parts = [
  {
    name: 'lint',
    args: [
      'node_modules/eslint/bin/eslint.js',
      '.',
      '--max-warnings',
      '0',
      '--cache',
      '--cache-strategy',
      'content',
      '--cache-location',
      `${cache}/eslint/`,
    ],
  },
  // The native compiler takes a fifth of the time; lint and build need the API of the one in JavaScript.
  { name: 'types', args: ['node_modules/typescript-native/bin/tsc', '--noEmit'] },
  {
    name: 'spelling',
    args: [
      'node_modules/cspell/bin.mjs',
      'lint',
      '--no-progress',
      '--no-summary',
      '--cache',
      '--cache-strategy',
      'content',
      '--cache-location',
      `${cache}/cspell`,
    ],
  },
  {
    name: 'arrow rule',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'app',
      'server',
      'workers',
      'scripts',
      'emails',
    ],
  },
  {
    name: 'first visit',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.screens.cjs',
      'app',
    ],
  },
  {
    name: 'dead code',
    args: ['node_modules/knip/bin/knip.js', '--no-progress', '--cache', '--cache-location', `${cache}/knip`],
  },
  { name: 'format', args: ['node_modules/@biomejs/biome/bin/biome', 'format', '.'] },
  { name: 'folders', args: ['scripts/folders.mjs'] },
  { name: 'complete lock', args: ['scripts/complete-lock.mjs', '--check'] },
]

const maxLines = 60

function run({ name, args }) {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.once('error', (error) => resolve({ name, isOk: false, output: error.message, tookMs: 0 }))
    child.once('close', (code) => resolve({ name, isOk: code === 0, output, tookMs: performance.now() - startedAt }))
  })
}

/**
 * Runs the parts, as many at once as there are processors (four at most), and prints one line per part with its time;
 * under a part that failed, the end of its output. The database client must have been generated.
 * @param {readonly { name: string, args: string[] }[]} chosen
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(chosen = parts) {
  // Some of the tools do not create their cache folder.
  fs.mkdirSync(cache, { recursive: true })
  const waiting = [...chosen]
  const count = { passed: 0, failed: 0 }
  const lane = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const { name, isOk, output, tookMs } = await run(part)
      count[isOk ? 'passed' : 'failed'] += 1
      console.log(`${isOk ? 'ok  ' : 'FAIL'} ${name} (${(tookMs / 1000).toFixed(1)} s)`)
      if (!isOk) console.log(output.trim().split('\n').slice(-maxLines).join('\n'))
    }
  }
  await Promise.all(Array.from({ length: Math.min(4, os.availableParallelism()) }, lane))
  return count
}
