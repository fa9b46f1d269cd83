import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Lifetime } from './lifetime'
import { root, StartRefused } from './settings'

const sources = ['app', 'server', 'workers', 'emails', 'messages', 'prisma/schema', 'public']
const files = [
  'package-lock.json',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'next.config.ts',
  'tsconfig.json',
  'postcss.config.mjs',
]

/** Returns a digest of all inputs of a build. */
export function sourceDigest(): string {
  const hash = createHash('sha256')
  const add = (at: string) => {
    const full = path.join(root, at)
    if (!fs.existsSync(full)) return
    if (fs.statSync(full).isDirectory()) for (const name of fs.readdirSync(full).sort()) add(path.join(at, name))
    else if (!at.endsWith('.test.ts')) hash.update(at).update(fs.readFileSync(full))
  }
  for (const at of [...sources, ...files]) add(at)
  return hash.digest('hex')
}

/**
 * Runs a program of the project and waits for it; its output is shown only when it fails.
 * @throws StartRefused with the end of that output
 */
export async function run(lifetime: Lifetime, what: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code))
    child.once('error', () => resolve(null))
  })
  const ended = lifetime.onEnd(async () => {
    child.kill('SIGTERM')
    await exited
  })
  let output = ''
  child.stdout.on('data', (data: Buffer) => (output += data))
  child.stderr.on('data', (data: Buffer) => (output += data))
  const code = await exited
  ended()
  if (code !== 0) throw new StartRefused(`${what} failed:\n${output.trim().split('\n').slice(-40).join('\n')}`)
}

/**
 * Runs a build unless its stamp shows that this digest was already built. The stamp is removed before and written after
 * the build, so that the mixed output of an interrupted build never counts as current.
 * @param made files that must exist besides the stamp
 */
export async function buildUnlessStamped(
  stamp: string,
  digest: string,
  made: readonly string[],
  make: () => Promise<void>,
): Promise<void> {
  const stamped = fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest
  if (stamped && made.every((file) => fs.existsSync(file))) return
  fs.rmSync(stamp, { force: true })
  await make()
  fs.writeFileSync(stamp, digest)
}

export async function generateClient(lifetime: Lifetime): Promise<void> {
  const hash = createHash('sha256')
  for (const name of fs.readdirSync(path.join(root, 'prisma/schema')).sort())
    hash.update(fs.readFileSync(path.join(root, 'prisma/schema', name)))
  await buildUnlessStamped(path.join(root, 'generated/.digest'), hash.digest('hex'), [], () =>
    run(lifetime, 'Generating the database client', ['scripts/prisma.mjs', 'generate'], process.env),
  )
}

/** Bundles the worker as `worker.mjs`. @param outdir inside the project, so that the bundle finds its packages */
export async function bundleWorker(outdir = path.join(root, 'dist')): Promise<void> {
  const { build, stop } = await import('esbuild')
  await build({
    entryPoints: { worker: path.join(root, 'workers/index.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { '@': root },
    jsx: 'automatic',
    sourcemap: true,
    logLevel: 'silent',
  })
  // Otherwise esbuild's service would stay in memory as long as Nightdesk runs.
  await stop()
}

const buildStamp = path.join(root, '.next/nightdesk-digest')

/** Bundles the worker for development, replacing the built one; pages are compiled on demand. */
export async function bundleForDevelopment(): Promise<void> {
  fs.rmSync(buildStamp, { force: true })
  await bundleWorker()
}

/** Builds web and worker if their sources have changed since the last build. */
export async function buildWhenStale(lifetime: Lifetime, say: (line: string) => void): Promise<void> {
  await generateClient(lifetime)
  await buildUnlessStamped(buildStamp, sourceDigest(), [path.join(root, 'dist/worker.mjs')], async () => {
    say('Building (once; about a minute) …')
    await bundleWorker()
    const env = {
      ...process.env,
      NODE_ENV: 'production' as const,
      NEXT_TELEMETRY_DISABLED: '1',
      // The build reads no data, but the environment's schema requires these variables.
      DATABASE_URL: 'postgresql://build@127.0.0.1:1/build',
      SESSION_SECRET: 'only-for-the-build',
      LINK_SECRET: 'only-for-the-build',
    }
    await run(lifetime, 'The build', ['node_modules/next/dist/bin/next', 'build'], env)
  })
}
