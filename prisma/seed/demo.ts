import { hash } from '@node-rs/argon2'
import type { Prisma, Role } from '@/generated/prisma/client'
import type { Viewer } from '@/server/accounts/schema'
import type { Db } from '@/server/infra/db/db'
import { enqueueNothing } from '@/server/infra/jobs/jobs'
import { saveCalendarInput } from '@/server/sla/calendar/schema'
import { saveCalendar } from '@/server/sla/calendar/calendars'
import { arrangeOnCall } from './demo-on-call'
import { tellDemoStories } from './demo-tickets'

export const demoPassword = 'nightdesk-demo'

interface Person {
  address: string
  name: string
  locale: 'en' | 'zh-CN'
  timeZone: string
  organisation: string
  roles: Role[]
}

const people: Person[] = [
  {
    address: 'customer',
    name: 'Liu Jia',
    locale: 'en',
    timeZone: 'Asia/Shanghai',
    organisation: 'XINGYU',
    roles: ['customer'],
  },
  {
    address: 'lead',
    name: '陈思远',
    locale: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    organisation: 'XINGYU',
    roles: ['customer_lead'],
  },
  {
    address: 'kopi',
    name: 'Siti Rahma',
    locale: 'en',
    timeZone: 'Asia/Jakarta',
    organisation: 'KOPI',
    roles: ['customer_lead'],
  },
  {
    address: 'engineer',
    name: 'Ana Lim',
    locale: 'en',
    timeZone: 'Asia/Singapore',
    organisation: 'NIGHTDESK',
    roles: ['engineer'],
  },
  {
    address: 'second',
    name: 'Marco Rossi',
    locale: 'en',
    timeZone: 'Europe/Rome',
    organisation: 'NIGHTDESK',
    roles: ['engineer'],
  },
  {
    address: 'manager',
    name: 'Priya Nair',
    locale: 'en',
    timeZone: 'Asia/Kolkata',
    organisation: 'NIGHTDESK',
    roles: ['manager'],
  },
  {
    address: 'admin',
    name: 'Tomasz Zielinski',
    locale: 'en',
    timeZone: 'Europe/Warsaw',
    organisation: 'NIGHTDESK',
    roles: ['administrator', 'knowledge_owner'],
  },
]

const dayMs = 24 * 60 * 60_000

/** Organisations, engineers, a rotation with somebody on call now, and tickets in every state. Only into an empty database. */
export async function seedDemo(db: Db, now: Date): Promise<void> {
  const longAgo = new Date(now.getTime() - 60 * dayMs)
  const plans = new Map((await db.plan.findMany()).map((plan) => [plan.key, plan.id]))
  const organisation = (key: string, name: string, plan: string | null) =>
    db.organisation.create({
      data: { key, name, isVendor: plan === null, planId: plan ? (plans.get(plan) ?? null) : null, createdAt: longAgo },
    })
  const vendor = await organisation('NIGHTDESK', 'Nightdesk Support', null)
  const xingyu = await organisation('XINGYU', 'Xingyu 星语科技', 'ENTERPRISE')
  const kopi = await organisation('KOPI', 'Kopi Live', 'BUSINESS')
  const organisations = new Map([vendor, xingyu, kopi].map((one) => [one.key, one]))

  const project = (
    organisationId: string,
    data: Omit<Prisma.ProjectUncheckedCreateInput, 'organisationId' | 'createdAt'>,
  ) => db.project.create({ data: { ...data, organisationId, createdAt: longAgo }, select: { id: true } })
  const voice = await project(xingyu.id, {
    name: 'Xingyu Voice (production)',
    appId: '7c41f0d2a6',
    products: ['real_time_messaging', 'voice_call'],
    scenario: 'voice_chat_room',
    platforms: ['android', 'ios'],
    sdkVersion: '4.6.1',
    regions: ['Indonesia', 'Singapore'],
    carriers: ['4G'],
  })
  const tutor = await project(xingyu.id, {
    name: 'Xingyu Tutor',
    appId: 'b82e91c7f4',
    products: ['conversational_ai'],
    scenario: 'spoken_language_tutor',
    platforms: ['web', 'ios'],
    sdkVersion: '4.6.1',
    regions: ['China'],
    carriers: [],
  })
  const live = await project(kopi.id, {
    name: 'Kopi Live',
    appId: '51d0e3aa90',
    products: ['interactive_live_streaming'],
    scenario: 'live_commerce',
    platforms: ['android', 'ios', 'web'],
    sdkVersion: '4.5.3',
    regions: ['Malaysia', 'Indonesia'],
    carriers: [],
  })

  const passwordHash = await hash(demoPassword)
  const viewers = new Map<string, Viewer>()
  for (const person of people) {
    const home = organisations.get(person.organisation)!
    const email = `${person.address}@demo.test`
    const user = await db.user.create({
      data: {
        email,
        name: person.name,
        locale: person.locale,
        timeZone: person.timeZone,
        passwordHash,
        createdAt: longAgo,
        memberships: { create: person.roles.map((role) => ({ organisationId: home.id, role, createdAt: longAgo })) },
      },
    })
    viewers.set(person.address, {
      kind: 'person',
      userId: user.id,
      email,
      name: person.name,
      locale: person.locale,
      timeZone: person.timeZone,
      staffRoles: home.isVendor ? person.roles : [],
      memberships: home.isVendor
        ? []
        : [
            {
              organisationId: home.id,
              organisationKey: home.key,
              organisationName: home.name,
              isOpen: false,
              roles: person.roles,
            },
          ],
    })
    if (!home.isVendor) continue
    const method = await db.contactMethod.create({
      data: { userId: user.id, kind: 'email', label: '', address: email, verifiedAt: longAgo, createdAt: longAgo },
    })
    await db.notificationRule.createMany({
      data: (['high', 'low'] as const).map((urgency) => ({
        userId: user.id,
        urgency,
        position: 0,
        delaySeconds: 0,
        contactMethodId: method.id,
      })),
    })
  }
  const cast = (address: string) => viewers.get(address)!

  await arrangeOnCall(
    db,
    now,
    longAgo,
    { engineer: cast('engineer'), second: cast('second'), manager: cast('manager'), admin: cast('admin') },
    voice.id,
  )
  await createOfficeHours(db, now, cast('manager'))
  await tellDemoStories(
    db,
    now,
    {
      customer: cast('customer'),
      lead: cast('lead'),
      otherCustomer: cast('kopi'),
      engineer: cast('engineer'),
      second: cast('second'),
      manager: cast('manager'),
    },
    { voice: voice.id, live: live.id, tutor: tutor.id },
  )
  // The past was told, not lived: nobody is to get its mails.
  await db.mailMessage.deleteMany({})
}

/** Office hours in Shanghai with the public holidays that fall on the same day every year, for a policy to choose. */
async function createOfficeHours(db: Db, now: Date, manager: Viewer): Promise<void> {
  const day = [
    ['09:00', '12:00'],
    ['13:30', '18:30'],
  ]
  const holidays = [
    ['01-01', '元旦'],
    ['05-01', '劳动节'],
    ['10-01', '国庆节'],
  ] as const
  const dated = [now.getUTCFullYear(), now.getUTCFullYear() + 1].flatMap((year) =>
    holidays.map(([date, name]) => [`${year}-${date}`, name] as const),
  )
  await saveCalendar(
    { db, now: () => now, enqueue: enqueueNothing },
    manager,
    saveCalendarInput.parse({
      seen: null,
      name: 'Shanghai office hours',
      content: {
        calendar: {
          type: 'business',
          timeZone: 'Asia/Shanghai',
          weekly: { MON: day, TUE: day, WED: day, THU: day, FRI: day },
          exceptions: dated.map(([date]) => ({ date, intervals: [] })),
        },
        notes: Object.fromEntries(dated),
      },
    }),
  )
}
