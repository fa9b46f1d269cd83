import path from 'node:path'
import { buildWhenStale, bundleForDevelopment, generateClient, run } from './build'
import { forgetBrokenMigrations, hasDemoPeople, isMigrated, requireDatabase, requireFreePort } from './checks'
import { openDataFolder, type Secrets } from './data-folder'
import { type Lifetime, openLifetime } from './lifetime'
import { hostFor, loadEnvFile, readSettings, root, type Settings, StartRefused } from './settings'
import { type Program, supervise } from './supervisor'
import { startPostgres } from '../support/postgres'

const say = (line: string) => console.log(line)

const demoPeople = ['customer', 'lead', 'engineer', 'second', 'manager', 'admin']

async function untilHealthy(url: string, over: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline && !over()) {
    try {
      const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) })
      if (response.ok) return
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  if (!over()) throw new StartRefused('Nightdesk started but does not answer within a minute; see the messages above.')
}

/** The embedded server; stopped last, also when the end comes while it still starts. Returns its address. */
async function embeddedDatabase(lifetime: Lifetime, settings: Settings, secrets: Secrets): Promise<string> {
  const starting = startPostgres({
    dataDir: path.join(settings.dataDir, 'postgres'),
    password: secrets.databasePassword,
    database: 'nightdesk',
    onProgress: (what) => say(what === 'initialising' ? 'Making the database …' : 'Starting the database …'),
  })
  lifetime.onEnd(() =>
    starting.then(
      (postgres) => postgres.stop(),
      () => undefined, // it never ran
    ),
  )
  const postgres = await starting
  void postgres.exited.then((code) => lifetime.end(1, `The database ended by itself (${code}).`))
  return postgres.url
}

async function start(lifetime: Lifetime): Promise<void> {
  loadEnvFile(path.join(root, '.env'))
  const settings = readSettings(process.argv.slice(2))
  const wantedHost = process.env.NIGHTDESK_HOST || undefined
  // Whatever can be refused at once is refused before the slow parts.
  await requireFreePort(settings.port, hostFor(settings.demo, wantedHost))
  const secrets = openDataFolder(settings.dataDir)
  if (settings.databaseUrl) await requireDatabase(settings.databaseUrl)

  if (settings.dev) {
    await generateClient(lifetime)
    await bundleForDevelopment()
  } else await buildWhenStale(lifetime, say)

  const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase(lifetime, settings, secrets))
  if (!settings.databaseUrl) await requireDatabase(databaseUrl)
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
  if (!(await isMigrated(databaseUrl))) {
    say('Bringing the database up to date …')
    await forgetBrokenMigrations(databaseUrl)
    await run(lifetime, 'Migrating the database', ['scripts/prisma.mjs', 'migrate', 'deploy'], env)
  }
  // Plans and policies always; people and tickets only for the demo. Does nothing the second time.
  say('Checking the data …')
  const seed = ['scripts/run-ts.mjs', 'prisma/seed/index.ts', ...(settings.demo ? ['--demo'] : [])]
  await run(lifetime, 'Loading the first data', seed, env)

  // What is in the database decides, not what was asked for: `--empty` does not remove demo people.
  const demo = await hasDemoPeople(databaseUrl)
  const host = hostFor(demo, wantedHost)
  if (demo && (settings.empty || (wantedHost && wantedHost !== host)))
    say(`The demo people are in this database, and everybody knows their password: listening on ${host} only.`)
  if (demo && settings.empty) say('For an empty installation set NIGHTDESK_DATA to a new folder.')
  await runPrograms(lifetime, settings, host, {
    ...env,
    NIGHTDESK_HOST: host,
    NIGHTDESK_DEMO: demo ? 'on' : 'off',
  })
  if (lifetime.ending) return
  say(`\nNightdesk is ready at ${settings.publicUrl}`)
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
        '--max-old-space-size=384',
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
  await untilHealthy(`http://${asked}:${settings.port}`, () => lifetime.ending)
}

process.chdir(root)
const lifetime = openLifetime()
start(lifetime).catch((error: unknown) => lifetime.end(1, error instanceof Error ? error.message : String(error)))
