import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, inject, it } from 'vitest'
import { missingFromSchema } from '@/scripts/support/schema-difference'
import { freshDatabase } from '@/tests/support/database'

it('the migrations create the schema of prisma/schema', async () => {
  const database = await freshDatabase()
  try {
    expect(missingFromSchema(database.url)).toBe('')
  } finally {
    await database.close()
  }
})

/** Runs `check` on a database of an older release: every migration before the named one is applied. */
async function beforeMigration(
  name: string,
  check: (client: pg.Client, apply: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const folders = readdirSync('prisma/migrations', { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort()
  const sqlOf = (folder: string) => readFileSync(`prisma/migrations/${folder}/migration.sql`, 'utf8')
  const database = `test_${randomUUID().replaceAll('-', '')}`
  const serverUrl = inject('serverUrl')
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  await admin.query(`create database "${database}"`)
  const client = new pg.Client({ connectionString: serverUrl.replace(/\/postgres$/, `/${database}`) })
  await client.connect()
  try {
    for (const folder of folders.slice(0, folders.indexOf(name))) await client.query(sqlOf(folder))
    await check(client, () => client.query(sqlOf(name)))
  } finally {
    await client.end()
    await admin.query(`drop database "${database}" with (force)`)
    await admin.end()
  }
}

it('values that an older release stored in capitals are in their spoken form after the migration', async () => {
  await beforeMigration('20261127100500_spoken_values', async (client, apply) => {
    // The page of no ticket: what it is about is not what this is about.
    await client.query('alter table "Page" drop constraint "Page_of_one_thing"')
    const page = randomUUID()
    const escalation = { state: 'OPEN', nextAction: 'ACK_EXPIRE', cycle: 2 }
    await client.query(
      `insert into "Page" ("id", "policySnapshot", "urgency", "state", "openedAt", "escalation", "severity", "about")
       values ($1, '{}', 'HIGH', 'OPEN', '2026-11-20T00:00Z', $2, 'S2', '{}')`,
      [page, escalation],
    )
    await client.query(
      `insert into "PageLogEntry" ("pageId", "at", "kind", "detail") values
       ($1, '2026-11-20T00:00Z', 'skipped', '{"reason": "NOBODY_ON_CALL", "step": 1}'), ($1, '2026-11-20T00:01Z', 'opened', '{"step": 1}')`,
      [page],
    )
    const mail = `insert into "MailMessage" ("id", "uniqueKey", "template", "props", "toAddress", "state", "locale", "messageId", "createdAt")
       values (gen_random_uuid(), $1, $1, $2, 'e@test.example', 'PENDING', 'en', $1, '2026-11-20T00:00Z')`
    await client.query(mail, ['contact-failing', { kind: 'DINGTALK', address: 'KEPT' }])
    await client.query(mail, ['coverage', { gaps: [{ reason: 'NO_VERIFIED_METHOD' }] }])

    await apply()

    const rows = async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows
    expect(await rows('select "urgency", "state", "severity", "escalation" from "Page"')).toEqual([
      {
        urgency: 'high',
        state: 'open',
        severity: 'S2',
        escalation: { ...escalation, state: 'open', nextAction: 'ack_expire' },
      },
    ])
    expect(await rows('select "detail" from "PageLogEntry" order by "at"')).toEqual([
      { detail: { reason: 'nobody_on_call', step: 1 } },
      { detail: { step: 1 } },
    ])
    expect(await rows('select "state", "props" from "MailMessage" order by "template"')).toEqual([
      { state: 'pending', props: { kind: 'dingtalk', address: 'KEPT' } },
      { state: 'pending', props: { gaps: [{ reason: 'no_verified_method' }] } },
    ])
  })
})

it('an organisation continues its ticket numbers where an older release has left them', async () => {
  await beforeMigration('20261127213003_ticket_numbers', async (client, apply) => {
    const id = randomUUID()
    await client.query(
      `insert into "Organisation" ("id", "key", "name", "createdAt") values ($1, 'ACME', 'Acme', '2026-11-20T00:00Z')`,
      [id],
    )
    const takeAsBefore = `update "Organisation" set "ticketCounter" = "ticketCounter" + 1 where "id" = $1 returning "ticketCounter" as "number"`
    const numberOf = async (sql: string) => (await client.query<{ number: number }>(sql, [id])).rows[0]!.number
    expect([await numberOf(takeAsBefore), await numberOf(takeAsBefore)]).toEqual([1, 2])
    await apply()
    const take = 'select "takeTicketNumber"($1) as "number"'
    expect([await numberOf(takeAsBefore), await numberOf(take), await numberOf(takeAsBefore)]).toEqual([3, 4, 5])
  })
})
