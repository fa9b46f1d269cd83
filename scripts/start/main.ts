import path from 'node:path'
import { migrate } from '../support/migrate'
import { buildWhenStale, bundleForDevelopment, generateClient, run } from './build'
import { hasDemoPeople, replaceSetupCode, requireConnections, requireDatabase, requireFreePort } from './checks'
import { openDataFolder, type Secrets } from './data-folder'
import { keepDatabase } from './database'
import { type Lifetime, openLifetime } from './lifetime'
import { hostFor, loadEnvFile, readSettings, root, type Settings, StartRefused } from './settings'
import { type Program, supervise } from './supervisor'

const say = (line: string) => console.log(line)

const demoPeople = ['customer', 'lead', 'engineer', 'second', 'manager', 'admin']

/** Time-out of the start; longer in development, which compiles first. */
const startTimeout = (dev: boolean) =>
  dev ? { ms: 300_000, words: 'five minutes' } : { ms: 60_000, words: 'a minute' }
/** After web and worker are ready, health is green within seconds; problems that last longer are only reported. */
const healthTimeoutMs = 15_000

/**
 * Waits until web and worker have each been ready once and health is green.
 * @returns the names of the problems if health stays red, which is no reason to stop the processes
 * @throws StartRefused when they are not ready within a minute, in development within five
 */
async function untilReady(ready: Promise<void>, url: string, dev: boolean, isOver: () => boolean): Promise<string[]> {
  const timeout = startTimeout(dev)
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeout.ms)
  })
  const outcome = await Promise.race([ready, tooLate])
  clearTimeout(timer)
  if (isOver()) return []
  if (outcome === 'late')
    throw new StartRefused(`Nightdesk started but was not ready within ${timeout.words}; see the messages above.`)
  let problems: string[] = []
  const deadline = performance.now() + healthTimeoutMs
  while (performance.now() < deadline && !isOver()) {
    try {
      const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) })
      if (response.ok) return []
      problems = ((await response.json()) as { problems?: string[] }).problems ?? []
    } catch {
      problems = ['web']
    }
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  return problems
}

/** Keeps the embedded server running as long as Nightdesk. Returns its URL. */
const embeddedDatabase = (lifetime: Lifetime, settings: Settings, secrets: Secrets): Promise<string> =>
  keepDatabase(
    lifetime,
    {
      dataDir: path.join(settings.dataDir, 'postgres'),
      password: secrets.databasePassword,
      database: 'nightdesk',
      onProgress: (what) => say(what === 'initialising' ? 'Creating the database …' : 'Starting the database …'),
    },
    (line) => console.error(line),
  )

async function start(lifetime: Lifetime): Promise<void> {
  loadEnvFile(path.join(root, '.env'))
  const settings = readSettings(process.argv.slice(2))
  const wantedHost = process.env.NIGHTDESK_HOST || undefined
  // Quick checks run before the slow parts.
  await requireFreePort(settings.port, hostFor(settings.demo, wantedHost))
  const secrets = openDataFolder(settings.dataDir)
  const givenDirectUrl = process.env.DATABASE_DIRECT_URL || settings.databaseUrl
  if (settings.databaseUrl) await requireDatabase(settings.databaseUrl)
  if (givenDirectUrl) await requireConnections(givenDirectUrl)

  if (settings.dev) {
    await generateClient(lifetime)
    await bundleForDevelopment()
  } else await buildWhenStale(lifetime, say)

  const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase(lifetime, settings, secrets))
  if (!settings.databaseUrl) await requireDatabase(databaseUrl)
  const directUrl = givenDirectUrl ?? databaseUrl
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: settings.dev ? 'development' : 'production',
    PORT: String(settings.port),
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: settings.publicUrl,
    NEXTAUTH_URL: settings.publicUrl,
    NEXTAUTH_SECRET: process.env.SESSION_SECRET || secrets.session,
    NIGHTDESK_DATA: settings.dataDir,
    SESSION_SECRET: process.env.SESSION_SECRET || secrets.session,
    LINK_SECRET: process.env.LINK_SECRET || secrets.link,
    VAPID_PUBLIC_KEY: process.env.VAPID_PUBLIC_KEY || secrets.vapidPublic,
    VAPID_PRIVATE_KEY: process.env.VAPID_PRIVATE_KEY || secrets.vapidPrivate,
    NEXT_TELEMETRY_DISABLED: '1',
  }
  await migrate(directUrl, { say, allowNewer: settings.allowNewerDatabase })
  // Seeds plans and policies always, people and tickets only for the demo. Idempotent.
  say('Checking the data …')
  const seed = ['scripts/run-ts.mjs', 'prisma/seed/index.ts', ...(settings.demo ? ['--demo'] : [])]
  await run(lifetime, 'Loading the initial data', seed, env)

  // The database decides, not the flags: `--empty` does not remove demo people.
  const demo = await hasDemoPeople(databaseUrl)
  const host = hostFor(demo, wantedHost)
  if (demo && (settings.empty || (wantedHost && wantedHost !== host)))
    say(`This database contains the demo people, whose password is public: listening on ${host} only.`)
  if (demo && settings.empty) say('For an empty installation set NIGHTDESK_DATA to a new folder.')
  const setupCode = await replaceSetupCode(databaseUrl)
  await runPrograms(lifetime, settings, host, {
    ...env,
    NIGHTDESK_HOST: host,
    NIGHTDESK_DEMO: demo ? 'on' : 'off',
  })
  if (lifetime.ending) return
  say(`\nNightdesk is ready at ${settings.publicUrl}`)
  if (setupCode) {
    say('Nobody has an account yet. To create the first administrator, open that address and enter this code once:')
    say(`  ${setupCode}`)
    say('The next start prints a new one.')
  }
  if (demo) {
    say('Sign in with the password nightdesk-demo as')
    for (const name of demoPeople) say(`  ${name}@demo.test`)
  }
  say('Ctrl-C stops it.')
  process.send?.('ready')
}

async function runPrograms(
  lifetime: Lifetime,
  settings: Settings,
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const programs: Program[] = [
    {
      name: 'web',
      args: [
        // In development the compiler runs in the same process.
        `--max-old-space-size=${settings.dev ? 2048 : 384}`,
        '--max-semi-space-size=32',
        'scripts/start/web.mjs',
        ...(settings.dev ? ['--dev'] : []),
      ],
      env,
    },
    { name: 'worker', args: ['--enable-source-maps', '--max-old-space-size=256', 'dist/worker.mjs'], env },
  ]
  const supervised = supervise(programs)
  lifetime.onEnd(supervised.stop)
  void supervised.gaveUp.then((sentence) => lifetime.end(1, sentence))
  const asked = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host === '::' ? '::1' : host}]` : host
  const url = `http://${asked}:${settings.port}`
  const problems = await untilReady(supervised.ready, url, settings.dev, () => lifetime.ending)
  if (problems.length > 0)
    say(`\nNightdesk is running, but health is red: ${problems.join(', ')}. See docs/architecture.md.`)
}

process.chdir(root)
const lifetime = openLifetime()
start(lifetime).catch((error: unknown) => lifetime.end(1, error instanceof Error ? error.message : String(error)))
