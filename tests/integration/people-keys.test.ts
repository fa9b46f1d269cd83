import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { root } from '@/scripts/start/settings'
import { migrate } from '@/scripts/support/migrate'

/** Columns that hold the id of something and are no foreign keys, with the reason. */
const exceptions: Record<string, string> = {
  'AuditEntry.actorId': 'the audit trail is a record that outlives what it names',
  'TicketEvent.actorId': 'part of the hashed envelope: no key may change or refuse it',
}

const released = path.join(root, 'prisma/migrations')
const migration = '20261127141530_people_are_foreign_keys'

let client: pg.Client
let admin: pg.Client
let folder: string
const name = `test_${randomUUID().replaceAll('-', '')}`
const url = () => inject('serverUrl').replace(/\/postgres$/, `/${name}`)
const ids = { reader: randomUUID(), asker: randomUUID(), ticket: randomUUID(), page: randomUUID() }

/** An installation of the release before, with rows that name people whose accounts somebody deleted by hand. */
beforeAll(async () => {
  admin = new pg.Client({ connectionString: inject('serverUrl') })
  await admin.connect()
  await admin.query(`create database "${name}"`)
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-before-'))
  for (const entry of fs.readdirSync(released)) {
    if (entry < migration && fs.statSync(path.join(released, entry)).isDirectory())
      fs.cpSync(path.join(released, entry), path.join(folder, entry), { recursive: true })
  }
  await migrate(url(), { folder })
  client = new pg.Client({ connectionString: url() })
  await client.connect()
  await client.query(
    `insert into "User" ("id", "email", "name", "createdAt") values ($1, 'reader@test.example', 'Reader', now())`,
    [ids.reader],
  )
  // What the page is about does not matter here.
  await client.query('alter table "Page" drop constraint "Page_of_one_thing"')
  await client.query(
    `insert into "Page" ("id", "policySnapshot", "urgency", "state", "openedAt", "escalation", "severity", "about")
     values ($1, '{}', 'high', 'open', now(), '{}', 'S2', '{}')`,
    [ids.page],
  )
  await client.query(
    `insert into "PageResponder" ("pageId", "engineerId", "askedById", "askedAt") values ($1, $2, $3, now())`,
    [ids.page, ids.reader, ids.asker],
  )
  await migrate(url())
})
afterAll(async () => {
  await client?.end()
  await admin.query(`drop database if exists "${name}" with (force)`)
  await admin.end()
  fs.rmSync(folder, { recursive: true, force: true })
})

interface Column {
  column: string
  /** The table that it refers to; null when it is no foreign key. */
  target: string | null
  isValid: boolean | null
}
/** Every column of type uuid or text that ends in `Id`, with its foreign key. */
const columns = async () =>
  (
    await client.query<Column>(
      `select t.relname || '.' || a.attname as "column", f.relname as target, c.convalidated as "isValid"
       from pg_attribute a
       join pg_class t on t.oid = a.attrelid and t.relkind = 'r' and t.relnamespace = 'public'::regnamespace
       left join pg_constraint c on c.contype = 'f' and c.conrelid = t.oid and a.attnum = any (c.conkey)
       left join pg_class f on f.oid = c.confrelid
       where a.attnum > 0 and not a.attisdropped and a.attname like '%Id' and a.atttypid in ('uuid'::regtype, 'text'::regtype)
       order by 1`,
    )
  ).rows
/** Names under which a column names a person: `userId`, `createdById`, `byId`, `engineerId` … */
const ofPerson =
  /\.(.*[bB]y|user|.*User|actor|author|assignee|filer|uploader|owner|engineer|person|asker|asked|coversFor|outgoing|incoming|reassignedTo|member|manager|responder)Id$/

describe('a column that names a person', () => {
  it('is a foreign key to the account that was checked against every row', async () => {
    const found = (await columns()).filter(({ column }) => ofPerson.test(column))
    expect(found.length).toBeGreaterThan(40)
    expect(
      found.filter(({ column, target, isValid }) => !(column in exceptions) && !(target === 'User' && isValid)),
    ).toEqual([])
  })

  it('has a name that this test recognises', async () => {
    const found = (await columns()).filter(({ target }) => target === 'User')
    expect(found.filter(({ column }) => !ofPerson.test(column))).toEqual([])
  })

  it('is on the list of exceptions only while it is no foreign key', async () => {
    const free = (await columns()).flatMap(({ column, target }) => (target === null ? [column] : []))
    expect(Object.keys(exceptions).filter((column) => !free.includes(column))).toEqual([])
  })
})

describe('an account', () => {
  it('that rows name although it was deleted by hand is put back, deactivated and without a role', async () => {
    const { rows } = await client.query(
      `select "name", "email", "deactivatedAt" is not null as gone, (select count(*)::int from "Membership" where "userId" = "User"."id") as roles
       from "User" where "id" = $1`,
      [ids.asker],
    )
    expect(rows).toEqual([
      { name: 'Deleted account', email: `deleted-${ids.asker}@nightdesk.invalid`, gone: true, roles: 0 },
    ])
    const asked = await client.query('select "askedById" from "PageResponder" where "pageId" = $1', [ids.page])
    expect(asked.rows).toEqual([{ askedById: ids.asker }])
  })

  it('cannot be deleted while the record names it, so no history loses its author', async () => {
    await expect(client.query('delete from "User" where "id" = $1', [ids.asker])).rejects.toThrow(
      'PageResponder_askedById_fkey',
    )
  })

  it('that does not exist can be named by no new row', async () => {
    await expect(
      client.query(
        `insert into "PageToken" ("tokenHash", "pageId", "engineerId", "cycle", "createdAt") values ('x', $1, gen_random_uuid(), 1, now())`,
        [ids.page],
      ),
    ).rejects.toThrow('PageToken_engineerId_fkey')
  })
})
