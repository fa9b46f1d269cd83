import path from 'node:path'
import { bundleWorker, buildWhenStale, generateClient, run } from './build'
import { isMigrated, readSecrets, readSettings, requireDatabase, requireFreePort, root, StartRefused } from './settings'
import { type Program, supervise } from './supervisor'
import { type EmbeddedPostgres, startPostgres } from '../support/postgres'

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

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2))
  const host = process.env.NIGHTDESK_HOST || (settings.demo ? '127.0.0.1' : '0.0.0.0')
  await requireFreePort(settings.port, host)
  const secrets = readSecrets(settings.dataDir)

  let postgres: EmbeddedPostgres | undefined
  let stopAll = async () => {
    await postgres?.stop()
  }
  let ending = false
  const end = async (code: number, sentence?: string) => {
    if (ending) return
    ending = true
    if (sentence) console.error(`\n${sentence}`)
    await stopAll()
    process.exit(code)
  }
  process.on('SIGINT', () => void end(0))
  process.on('SIGTERM', () => void end(0))

  try {
    if (settings.dev) {
      await generateClient()
      await bundleWorker()
    } else await buildWhenStale(say)

    if (!settings.databaseUrl) {
      postgres = await startPostgres({
        dataDir: path.join(settings.dataDir, 'postgres'),
        password: secrets.databasePassword,
        database: 'nightdesk',
        onProgress: (what) => say(what === 'initialising' ? 'Making the database …' : 'Starting the database …'),
      })
    }
    const databaseUrl = settings.databaseUrl ?? postgres!.url
    await requireDatabase(databaseUrl)
    if (!(await isMigrated(databaseUrl))) {
      say('Bringing the database up to date …')
      await run('Migrating the database', ['scripts/prisma.mjs', 'migrate', 'deploy'], {
        ...process.env,
        DATABASE_URL: databaseUrl,
      })
    }

    const env: NodeJS.ProcessEnv = {
      ...process.env,
      NODE_ENV: settings.dev ? 'development' : 'production',
      PORT: String(settings.port),
      DATABASE_URL: databaseUrl,
      PUBLIC_URL: settings.publicUrl,
      NEXTAUTH_URL: settings.publicUrl,
      NEXTAUTH_SECRET: secrets.session,
      NIGHTDESK_DATA: settings.dataDir,
      NIGHTDESK_HOST: host,
      SESSION_SECRET: secrets.session,
      LINK_SECRET: secrets.link,
      VAPID_PUBLIC_KEY: process.env.VAPID_PUBLIC_KEY || secrets.vapidPublic,
      VAPID_PRIVATE_KEY: process.env.VAPID_PRIVATE_KEY || secrets.vapidPrivate,
      NIGHTDESK_DEMO: settings.demo ? 'on' : 'off',
      NEXT_TELEMETRY_DISABLED: '1',
    }
    // Plans and policies always; people and tickets only for the demo. Does nothing the second time.
    say('Checking the data …')
    await run(
      'Loading the first data',
      ['scripts/run-ts.mjs', 'prisma/seed/index.ts', ...(settings.demo ? ['--demo'] : [])],
      env,
    )

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
    stopAll = async () => {
      await supervised.stop()
      await postgres?.stop()
    }
    void supervised.gaveUp.then((sentence) => end(1, sentence))
    void postgres?.exited.then((code) => end(1, `The database ended by itself (${code}).`))
    await untilHealthy(`http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${settings.port}`, () => ending)
    if (ending) return
    say(`\nNightdesk is ready at ${settings.publicUrl}`)
    if (settings.demo) {
      say('Sign in with the password nightdesk-demo as')
      for (const name of demoPeople) say(`  ${name}@demo.test`)
    }
    say('Ctrl-C stops it.')
    process.send?.('ready')
  } catch (error) {
    await end(
      1,
      error instanceof StartRefused || !(error instanceof Error)
        ? String((error as Error).message ?? error)
        : error.message,
    )
  }
}

process.chdir(root)
main().catch((error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})
