import { randomUUID } from 'node:crypto'
import type { BenchApp } from './app'
import { largeDesk } from './desk-data'
import { call } from './http'

export interface Desk {
  projectId: string
  /** References of a ticket with four messages and of one with thirty. */
  short: string
  long: string
  cookies: { customer: string; engineer: string; manager: string }
}

/** What engineers and customers write: prose with a list, code and a table. */
const message = (place: number) => `Message ${place}: users in room \`room-${place}\` hear nothing after they rejoin.

- the token was renewed at 02:${String(place % 60).padStart(2, '0')}, and **join** answered \`0\`
- [the log](https://example.com/logs/${place}) shows one retry and then silence

\`\`\`ts
client.on('token-privilege-will-expire', async () => {
  await client.renewToken(await fetchToken(${place}))
})
\`\`\`

| node | loss | since |
|---|---|---|
| gz-${place} | 12 % | 01:30 |
| sg-${place} | 0.2 % | 01:32 |
`

const ticketOf = (projectId: string, severity: 'S2' | 'S3' = 'S3') => ({
  clientKey: randomUUID(),
  projectId,
  scenario: 'voice_chat_room',
  severity,
  body: message(0),
})

/** Files a ticket as the demo customer. */
export const file = (app: BenchApp, { cookies, projectId }: Pick<Desk, 'cookies' | 'projectId'>) =>
  call<{ reference: string }>(app, cookies.customer, 'tickets.file', ticketOf(projectId))

/** Writes an answer as the demo engineer. */
export const answer = (app: BenchApp, { cookies }: Pick<Desk, 'cookies'>, reference: string, place: number) =>
  call(app, cookies.engineer, 'tickets.answer', {
    reference,
    clientKey: randomUUID(),
    kind: 'update',
    body: message(place),
  })

/**
 * Fills the running demo with a large desk around its people, and files two tickets with real messages over the
 * product's own doors, because the filled ones have no texts.
 */
export async function fillDesk(app: BenchApp, tickets: number, openPercent: number): Promise<Desk> {
  const { db } = app
  const person = async (name: string) => ({
    userId: (await db.user.findFirstOrThrow({ where: { email: `${name}@demo.test` } })).id,
  })
  const { id: projectId, organisationId } = await db.project.findFirstOrThrow({ where: { name: 'Xingyu Tutor' } })
  const people = {
    organisationId,
    policyId: (await db.escalationPolicy.findFirstOrThrow({ where: { isDefault: true } })).id,
    customer: await person('customer'),
    lead: await person('lead'),
    ana: await person('engineer'),
    bo: await person('second'),
    mia: await person('manager'),
  }
  await largeDesk(db, people, tickets, openPercent)
  // New tickets get numbers above those that were filled in.
  await db.$executeRaw`update "TicketNumber" set "next" = ${tickets + 2_000} + 1 + "slot"`

  const cookies = {
    customer: await app.signIn('customer'),
    engineer: await app.signIn('engineer'),
    manager: await app.signIn('manager'),
  }
  await app.liftWritingLimits('customer')
  await app.liftWritingLimits('engineer')
  const [short, long] = [await file(app, { cookies, projectId }), await file(app, { cookies, projectId })]
  for (const [{ reference }, messages] of [
    [short, 4],
    [long, 30],
  ] as const)
    for (let place = 1; place < messages; place += 1)
      if (place % 2 === 1) await answer(app, { cookies }, reference, place)
      else
        await call(app, cookies.customer, 'tickets.reply', {
          reference,
          clientKey: randomUUID(),
          body: message(place),
        })
  return { projectId, short: short.reference, long: long.reference, cookies }
}

/** Adds engineers with the demo's password; returns their names for `signIn`. */
export async function addEngineers(app: BenchApp, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `bench-${index}`)
  await app.db.$executeRaw`
    insert into "User" ("id", "email", "name", "passwordHash", "createdAt")
    select gen_random_uuid(), n || '@demo.test', n, u."passwordHash", u."createdAt"
    from unnest(${names}::text[]) n, "User" u where u."email" = 'engineer@demo.test'`
  await app.db.$executeRaw`
    insert into "Membership" ("userId", "organisationId", "role", "createdAt")
    select u."id", o."id", 'engineer', u."createdAt"
    from "User" u, "Organisation" o where u."name" = any(${names}) and o."isVendor"`
  return names
}
