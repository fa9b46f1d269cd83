import { randomUUID } from 'node:crypto'
import { recordSmtp } from '@/tests/support/smtp'
import { type BenchApp, startApp } from './app'
import { agent, answerOf, call, ratePerSecond } from './http'
import { memoryMb } from './processes'
import { type Measure, percentile } from './report'

const ticket = (projectId: string, severity: string) => ({
  clientKey: randomUUID(),
  projectId,
  scenario: 'voice_chat_room',
  severity,
  body: 'Messages vanish in voice rooms; the sender sees success and nobody else sees anything.',
})

/** Measures filing an S3 on Enterprise, one at a time and eight at once. */
export async function filing(app: BenchApp): Promise<Measure[]> {
  const cookie = await app.signIn('customer')
  await app.liftWritingLimits('customer')
  const project = await app.db.project.findFirstOrThrow({ where: { name: 'Xingyu Tutor' } })
  const file = () => call(app, cookie, 'tickets.file', ticket(project.id, 'S3'))
  for (let warm = 0; warm < 200; warm += 1) await file()
  const alone: number[] = []
  for (let run = 0; run < 300; run += 1) {
    const from = performance.now()
    await file()
    alone.push(performance.now() - from)
  }
  const perSecond = await ratePerSecond(2_000, 8, file)
  const drainFrom = performance.now()
  const waiting = async () =>
    (await app.db.slaClock.count({ where: { nextAt: { lte: new Date() } } })) +
    (await app.db.mailMessage.count({ where: { nextAt: { lte: new Date() } } }))
  while ((await waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  return [
    { name: 'file an S3, alone, p50', value: percentile(alone, 0.5), unit: 'ms', target: 12, side: 'below' },
    { name: 'file an S3, alone, p99', value: percentile(alone, 0.99), unit: 'ms', target: 50, side: 'below' },
    { name: 'file an S3, 8 at once', value: perSecond, unit: 'tickets/s', target: 200, side: 'atLeast' },
    {
      name: 'nudges drained after it',
      value: (performance.now() - drainFrom) / 1_000,
      unit: 's',
      target: 5,
      side: 'below',
    },
  ]
}

/** Measures the procedure of the queue page, with 10,000 tickets. */
export async function queue(app: BenchApp): Promise<Measure[]> {
  const missing = 10_000 - (await app.db.ticket.count())
  await app.db.$executeRaw`
    insert into "Ticket" ("id", "organisationId", "number", "reference", "projectId", "filerId", "subject", "product", "scenario", "platforms", "errorCodes",
      "severity", "status", "policyVersionId", "clientKey", "createdAt", "lastActivityAt", "lastEventAt", "nextDueAt")
    select gen_random_uuid(), t."organisationId", 100000 + n, 'BULK-' || n, t."projectId", t."filerId", 'Bulk ticket ' || n, t."product", t."scenario", '{}', '{}',
      'S3', 'open', t."policyVersionId", gen_random_uuid()::text, t."createdAt", t."lastActivityAt", t."lastEventAt", now() + n * interval '1 minute'
    from generate_series(1, ${Math.max(0, missing)}) n, (select * from "Ticket" order by "createdAt" desc limit 1) t`
  await app.db.$executeRaw`
    insert into "SlaClock" ("id", "ticketId", "metric", "ordinal", "severity", "startedAt", "state", "outcome", "dueAt", "elapsedMs", "targetMs", "nextAt")
    select gen_random_uuid(), t."id", 'first_response', 1, 'S3', t."createdAt", 'running', 'open', t."nextDueAt", 0, 28800000, t."nextDueAt"
    from "Ticket" t where t."reference" like 'BULK-%'`
  await app.db.$executeRaw`analyze`
  const cookie = await app.signIn('engineer')
  const input = encodeURIComponent(JSON.stringify({ json: { view: 'open' } }))
  const times: number[] = []
  for (let run = 0; run < 220; run += 1) {
    const from = performance.now()
    const { status } = await answerOf(`${app.url}/api/trpc/tickets.queue?input=${input}`, { headers: { cookie } })
    if (status !== 200) throw new Error(`queue: ${status}`)
    if (run >= 20) times.push(performance.now() - from)
  }
  return [
    { name: 'queue of 10,000 tickets, p95', value: percentile(times, 0.95), unit: 'ms', target: 60, side: 'below' },
  ]
}

/** Measures from filing an S1 to its mail accepted by the SMTP server; 20 schedules, so that no mails are bundled. */
export async function paging(
  app: BenchApp,
  smtp: Awaited<ReturnType<typeof recordSmtp>>,
  count: number,
): Promise<Measure[]> {
  const cookie = await app.signIn('customer')
  await app.liftWritingLimits('customer')
  const project = await app.db.project.findFirstOrThrow({ where: { name: 'Xingyu Tutor' } })
  const policy = await app.db.escalationPolicy.findFirstOrThrow({ where: { isDefault: true } })
  const vendor = await app.db.organisation.findFirstOrThrow({ where: { isVendor: true } })
  const now = new Date()
  const schedules: { id: string; address: string }[] = []
  for (let index = 0; index < 20; index += 1) {
    const address = `engineer-${index}@bench.test`
    const user = await app.db.user.create({
      data: {
        email: address,
        name: `Engineer ${index}`,
        createdAt: now,
        memberships: { create: { organisationId: vendor.id, role: 'engineer', createdAt: now } },
      },
    })
    await app.db.contactMethod.create({
      data: { userId: user.id, kind: 'email', address, verifiedAt: now, createdAt: now },
    })
    const layers = [
      {
        id: 'l',
        start: '2026-01-05T00:00',
        rotation: { unit: 'week', length: 1 },
        participants: [user.id],
        restrictions: [],
      },
    ]
    const schedule = await app.db.schedule.create({
      data: {
        name: `Bench ${index}`,
        timeZone: 'UTC',
        createdAt: now,
        versions: { create: { inForceFrom: new Date(0), createdAt: now, layers } },
      },
    })
    schedules.push({ id: schedule.id, address })
  }
  const times: number[] = []
  for (let run = 0; run < count; run += 1) {
    const { id, address } = schedules[run % schedules.length]!
    await app.db.escalationPolicy.update({
      where: { id: policy.id },
      data: {
        definition: {
          steps: [{ delayMinutes: 5, targets: [{ type: 'schedule', id }] }],
          repeats: 0,
          persistEveryMinutes: 60,
        },
      },
    })
    const before = smtp.to(address).length
    const from = Date.now()
    const { reference } = await call<{ reference: string }>(app, cookie, 'tickets.file', ticket(project.id, 'S1'))
    const mail = await smtp.waitFor(
      (one) => one.to.includes(address) && (one.mail.subject ?? '').includes(`${reference} `),
    )
    if (smtp.to(address).length <= before) throw new Error('the mail was counted twice')
    times.push(mail.at - from)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1_000 - (Date.now() - from))))
  }
  return [
    {
      name: `S1 filed to mail accepted, ${count} times, p50`,
      value: percentile(times, 0.5),
      unit: 'ms',
      target: 200,
      side: 'below',
    },
    {
      name: `S1 filed to mail accepted, ${count} times, p99`,
      value: percentile(times, 0.99),
      unit: 'ms',
      target: 1_000,
      side: 'below',
    },
  ]
}

/** Measures from due instant to opened page: 10,000 running clocks, 500 of them due within a minute. */
export async function dueClocks(app: BenchApp): Promise<Measure[]> {
  const cookie = await app.signIn('customer')
  await app.liftWritingLimits('customer')
  const project = await app.db.project.findFirstOrThrow({ where: { name: 'Xingyu Tutor' } })
  const due = 500
  // Real S3 tickets, moved back in time so that their first response falls due within one minute. What is moved by hand
  // has no nudge: the minute begins after the worker's next arming pass, as for any clock that was filed long ago.
  const references: string[] = []
  for (let run = 0; run < due; run += 1) {
    const { reference } = await call<{ reference: string }>(app, cookie, 'tickets.file', ticket(project.id, 'S3'))
    references.push(reference)
  }
  const start = Date.now() + 75_000
  const targetMs = 8 * 60 * 60_000
  await app.db.$executeRawUnsafe('alter table "TicketEvent" disable trigger "TicketEvent_append_only"')
  for (const [index, reference] of references.entries()) {
    const dueAt = new Date(start + Math.floor((index * 60_000) / due))
    const at = new Date(dueAt.getTime() - targetMs)
    await app.db
      .$executeRaw`update "TicketEvent" e set "at" = ${at} from "Ticket" t where t."id" = e."ticketId" and t."reference" = ${reference}`
    await app.db
      .$executeRaw`update "SlaClock" c set "startedAt" = ${at}, "dueAt" = ${dueAt}, "nextAt" = ${dueAt} from "Ticket" t where t."id" = c."ticketId" and t."reference" = ${reference}`
    await app.db
      .$executeRaw`insert into "SlaWarning" ("clockId", "percent", "at", "noticedAt") select c."id", p, ${at}, ${at} from "SlaClock" c join "Ticket" t on t."id" = c."ticketId", unnest(array[50, 75, 90]) p where t."reference" = ${reference} on conflict do nothing`
  }
  await app.db.$executeRawUnsafe('alter table "TicketEvent" enable trigger "TicketEvent_append_only"')
  const running = await app.db.slaClock.count({ where: { state: 'running' } })
  const deadline = start + 60_000 + 30_000
  while (
    Date.now() < deadline &&
    (await app.db.page.count({ where: { ticket: { reference: { in: references } } } })) < due
  )
    await new Promise((resolve) => setTimeout(resolve, 500))
  const rows = await app.db.$queryRaw<{ ms: number }[]>`
    select (extract(epoch from (p."openedAt" - b."at")) * 1000)::float8 as "ms"
    from "Page" p join "SlaClock" c on c."ticketId" = p."ticketId" join "SlaBreach" b on b."clockId" = c."id" join "Ticket" t on t."id" = p."ticketId"
    where t."reference" = any(${references})`
  const times = rows.map((row) => row.ms)
  return [
    { name: 'running clocks meanwhile', value: running, unit: 'clocks', target: 10_000, side: 'atLeast' },
    { name: 'clock due to page opened, p50', value: percentile(times, 0.5), unit: 'ms', target: 500, side: 'below' },
    { name: 'clock due to page opened, p99', value: percentile(times, 0.99), unit: 'ms', target: 500, side: 'below' },
    { name: 'pages opened of 500', value: times.length, unit: 'pages', target: due, side: 'atLeast' },
  ]
}

/** Measures the memory of all processes when idle. */
export async function idleMemory(app: BenchApp): Promise<Measure[]> {
  await new Promise((resolve) => setTimeout(resolve, 15_000))
  return [{ name: 'idle, everything, PSS', value: memoryMb(app.pids()), unit: 'MB', target: 650, side: 'below' }]
}

export async function product(parts: string[]): Promise<Measure[]> {
  const smtp = await recordSmtp()
  const app = await startApp({ SMTP_URL: smtp.url })
  const wants = (part: string) => parts.length === 0 || parts.includes(part)
  const measures: Measure[] = []
  try {
    if (wants('idle')) measures.push(...(await idleMemory(app)))
    if (wants('paging')) measures.push(...(await paging(app, smtp, Number(process.env.BENCH_PAGES ?? 200))))
    if (wants('filing')) measures.push(...(await filing(app)))
    if (wants('queue')) measures.push(...(await queue(app)))
    if (wants('clocks')) measures.push(...(await dueClocks(app)))
  } finally {
    agent.destroy()
    await app.stop()
    await smtp.close()
  }
  return measures
}
