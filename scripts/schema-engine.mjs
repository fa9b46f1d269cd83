#!/usr/bin/env node
// Stand-in for Prisma's native schema engine: same JSON-RPC, executed by @prisma/schema-engine-wasm over adapter-pg.
import fs from 'node:fs'
import readline from 'node:readline'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
const require = createRequire(import.meta.url)
const bg = await import('@prisma/schema-engine-wasm/schema_engine_bg')
const wasmPath = path.join(
  path.dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')),
  'schema_engine_bg.wasm',
)
const { instance } = await WebAssembly.instantiate(fs.readFileSync(wasmPath), { './schema_engine_bg.js': bg })
bg.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(m) {
    log('PANIC ' + m)
    process.stderr.write(m + '\n')
  },
}
const LOG = process.env.SE_LOG
const log = (s) => LOG && fs.appendFileSync(LOG, s + '\n')
const args = process.argv.slice(2)
log('ARGS ' + JSON.stringify(args))
for (const ev of ['uncaughtException', 'unhandledRejection'])
  process.on(ev, (e) => {
    log(ev + (e?.stack || e))
    console.error(e)
    process.exit(1)
  })
const ds = JSON.parse(args[args.indexOf('--datasource') + 1] ?? '{}')
const datamodels = []
args.forEach((a, i) => {
  if (a === '--datamodels') datamodels.push([args[i + 1], fs.readFileSync(args[i + 1], 'utf8')])
})
function patch(a) {
  a.executeScript = async (s) => {
    try {
      await a.underlyingDriver().query(s)
    } catch (e) {
      a.onError(e)
    }
  } // adapter-pg splits on ';'
  // pg_catalog's "char" (oid 18) is unknown to adapter-pg; the describer needs ColumnType Character (6)
  const io = a.performIO.bind(a)
  let chars = new Set()
  a.performIO = async (q) => {
    const r = await io(q)
    chars = new Set()
    ;(r.fields ?? []).forEach((f, i) => {
      if (f.dataTypeID === 18) {
        f.dataTypeID = 1042
        chars.add(i)
      }
    })
    return r
  }
  const qr = a.queryRaw.bind(a)
  a.queryRaw = async (q) => {
    const r = await qr(q)
    for (const i of chars) r.columnTypes[i] = 6
    return r
  }
  return a
}
class Factory extends PrismaPg {
  async connect() {
    return patch(await super.connect())
  }
  async connectToShadowDb() {
    if (ds.shadowDatabaseUrl) {
      const a = await new Factory({ connectionString: ds.shadowDatabaseUrl }).connect()
      await a.executeScript('DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;')
      return a
    }
    const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
    const admin = await this.connect()
    await admin.executeScript(`CREATE DATABASE "${name}"`)
    const u = new URL(ds.url)
    u.pathname = '/' + name
    const a = await new Factory({ connectionString: String(u) }).connect()
    const dispose = a.dispose.bind(a)
    a.dispose = async () => {
      await dispose()
      await admin.executeScript(`DROP DATABASE "${name}" WITH (FORCE)`)
      await admin.dispose()
    }
    return a
  }
}
if (args.includes('cli')) {
  const cmd = args.at(-1)
  const url = new URL(ds.url)
  const name = decodeURIComponent(url.pathname.slice(1))
  try {
    if (cmd === 'create-database' || cmd === 'drop-database') {
      url.pathname = '/postgres'
      const c = await new Factory({ connectionString: String(url) }).connect()
      await c.executeScript(`${cmd === 'create-database' ? 'CREATE' : 'DROP'} DATABASE "${name.replaceAll('"', '""')}"`)
      process.stdout.write('Done\n')
      process.exit(0)
    }
    const c = await new Factory({ connectionString: ds.url }).connect()
    await c.executeScript('select 1')
    process.stdout.write('Connection successful\n')
    process.exit(0)
  } catch (e) {
    const code = e?.cause?.kind === 'DatabaseDoesNotExist' ? 'P1003' : 'P1001'
    console.error(
      JSON.stringify({ is_panic: false, message: String(e.message), error_code: code, meta: { database_name: name } }),
    )
    process.exit(1)
  }
}
const adapter = bindMigrationAwareSqlAdapterFactory(new Factory({ connectionString: ds.url }))
const engine = await bg.SchemaEngine.new(
  { datamodels: datamodels.length ? datamodels : undefined },
  (l) => process.stderr.write(l + '\n'),
  adapter,
)
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line)
  if (!method) continue // CLI's reply to our 'print' log(line.slice(0, 600));
  try {
    const result = await engine[method](params ?? {})
    log('RES ' + JSON.stringify(result)?.slice(0, 300))
    if (method === 'diff' && result.stdout)
      process.stdout.write(
        JSON.stringify({ jsonrpc: '2.0', method: 'print', params: { content: result.stdout }, id: 1 }) + '\n',
      )
    process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: result ?? null }) + '\n')
  } catch (e) {
    log('ERR ' + (e.stack || e))
    process.stdout.write(
      JSON.stringify({
        jsonrpc: '2.0',
        id,
        error: {
          code: 4466,
          message: 'An error happened. Check the data field for details.',
          data: { is_panic: false, message: String(e.message ?? e), meta: null, error_code: e.code ?? null },
        },
      }) + '\n',
    )
  }
}
process.exit(0)
