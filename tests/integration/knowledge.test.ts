import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { TRPCError } from '@trpc/server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Prisma } from '@/generated/prisma/client'
import { seedArticles } from '@/prisma/seed/articles'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { knowledgeRouter } from '@/server/api/trpc/knowledge'
import { searchDocument } from '@/server/knowledge/articles/queries'
import { createCallerFactory } from '@/server/api/procedures'
import { TestClock } from '@/tests/support/clock'
import { freshDatabase, type TestDatabase } from '@/tests/support/database'
import { makeWorld, type World } from '@/tests/support/world'

let database: TestDatabase
let world: World
let clock: TestClock
let ctx: ServiceContext

beforeAll(async () => {
  database = await freshDatabase()
  clock = new TestClock('2026-11-21T02:00:00.000Z')
  ctx = { db: database.db, now: clock.now, enqueue: () => undefined }
  world = await makeWorld(database.db, clock.now())
})
beforeEach(async () => {
  await database.db.article.deleteMany()
  await seedArticles(database.db, clock.now())
})
afterAll(() => database.close())

const as = (viewer: Viewer | null) =>
  createCallerFactory(knowledgeRouter)({
    ...ctx,
    viewer,
    address: '192.0.2.1',
    live: { events: new EventEmitter(), close: async () => undefined },
  })
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) =>
      error instanceof TRPCError && error.cause instanceof DomainError
        ? `${error.cause.code} ${error.cause.reason}`
        : error instanceof TRPCError
          ? error.code
          : String(error),
  )
const draft = (more: Record<string, unknown> = {}) => ({
  slug: 'barge-in',
  locale: 'en' as const,
  title: 'Barge-in that answers at once',
  summary: 'How to stop speaking when the caller does.',
  body: 'Listen while you speak.',
  scenarios: ['ai_assistant' as const],
  ...more,
})
const slugs = (articles: { slug: string }[]) => articles.map((article) => article.slug)

describe('the starter library', () => {
  it('exists in both languages, and loading it again changes nothing, not even edited articles', async () => {
    const before = await database.db.article.findMany({ orderBy: { id: 'asc' } })
    expect(before.length).toBeGreaterThanOrEqual(6)
    for (const { slug } of before)
      expect(
        before
          .filter((one) => one.slug === slug)
          .map((one) => one.locale)
          .sort(),
      ).toEqual(['en', 'zh-CN'])
    await database.db.article.updateMany({ data: { title: 'Rewritten' } })
    await seedArticles(database.db, clock.now())
    const after = await database.db.article.findMany({ orderBy: { id: 'asc' } })
    expect(after).toEqual(before.map((article) => ({ ...article, title: 'Rewritten' })))
  })

  it.each([
    ['en', 'messages lost after reconnect', 'reliable-message-delivery'],
    ['en', 'Which edge node do users in Indonesia reach', 'going-overseas-node-choice'],
    ['en', 'conversational AI answers too late', 'conversational-ai-latency-and-barge-in'],
    ['zh-CN', '消息丢失', 'reliable-message-delivery'],
    ['zh-CN', '海外节点怎么选', 'going-overseas-node-choice'],
    ['zh-CN', '打断不灵敏', 'conversational-ai-latency-and-barge-in'],
  ] as const)('answers in %s: %s', async (locale, text, slug) => {
    expect(slugs(await as(null).search({ locale, text }))[0]).toBe(slug)
  })
})

describe('search', () => {
  it('matches error codes and prefixes of words, and only published articles of the language', async () => {
    const { id } = await as(world.mia).save(draft({ errorCodes: ['-10008'], body: 'Reconnecting takes time.' }))
    expect(await as(null).search({ locale: 'en', text: '10008' })).toEqual([])
    await as(world.mia).publish({ id, publish: true })
    expect(slugs(await as(null).search({ locale: 'en', text: '-10008' }))).toEqual(['barge-in'])
    expect(slugs(await as(null).search({ locale: 'en', text: 'reconnect' }))).toContain('barge-in')
    expect(await as(null).search({ locale: 'zh-CN', text: '10008' })).toEqual([])
    await as(world.mia).publish({ id, publish: false })
    expect(await as(null).search({ locale: 'en', text: '10008' })).toEqual([])
  })

  it('accepts any text', async () => {
    for (const text of ['\'); drop table "Article"; --', '&|!():*', '<->', '\\', '%', 'a'.repeat(200)])
      expect(await as(null).search({ locale: 'en', text })).toBeInstanceOf(Array)
  })

  it('lists articles without a query, and those of a scenario', async () => {
    const all = await as(null).search({ locale: 'en' })
    expect(all.length).toBeGreaterThanOrEqual(3)
    for (const article of await as(null).search({ locale: 'en', scenario: 'ai_assistant' }))
      expect(article.scenarios).toContain('ai_assistant')
  })

  it('uses the index', async () => {
    const plan = await database.db.$transaction(async (tx) => {
      await tx.$executeRaw`set local enable_seqscan = off`
      return tx.$queryRaw(
        Prisma.sql`explain select 1 from "Article" where ${searchDocument} @@ to_tsquery('simple', 'lost:*')`,
      )
    })
    expect(JSON.stringify(plan)).toContain('Article_search')
  })
})

describe('the suggestions while somebody types', () => {
  it('match the text, then the scenario, those of the product first', async () => {
    const customer = as(world.customer)
    expect(slugs(await customer.suggest({ locale: 'en', text: 'the messages of our room are lost' }))[0]).toBe(
      'reliable-message-delivery',
    )
    const byScenario = async (product: 'voice_call' | 'conversational_ai') =>
      slugs(await customer.suggest({ locale: 'en', text: '', scenario: 'meeting', product }))
    const { id } = await as(world.mia).save(draft({ scenarios: ['meeting'], products: ['voice_call'] }))
    const other = await as(world.mia).save(
      draft({ slug: 'a-first', title: 'A first', scenarios: ['meeting'], products: ['conversational_ai'] }),
    )
    for (const one of [id, other.id]) await as(world.mia).publish({ id: one, publish: true })
    expect((await byScenario('voice_call'))[0]).toBe('barge-in')
    expect((await byScenario('conversational_ai'))[0]).toBe('a-first')
  })

  it('are empty without text and scenario, without duplicates, and only for people with an account', async () => {
    const suggested = await as(world.customer).suggest({ locale: 'en', text: 'messages', scenario: 'voice_chat_room' })
    expect(new Set(slugs(suggested)).size).toBe(suggested.length)
    expect(await as(world.customer).suggest({ locale: 'en', text: '?' })).toEqual([])
    expect(await refusal(as(null).suggest({ locale: 'en', text: 'messages' }))).toBe('UNAUTHENTICATED signInFirst')
  })
})

describe('an article', () => {
  it('can be read by anybody once published, and lists its languages', async () => {
    const article = await as(null).bySlug({ slug: 'reliable-message-delivery', locale: 'zh-CN' })
    expect(article.locales.sort()).toEqual(['en', 'zh-CN'])
    const { id } = await as(world.ana).save(draft())
    expect(await refusal(as(null).bySlug({ slug: 'barge-in', locale: 'en' }))).toBe('NOT_FOUND notFound')
    await as(world.mia).publish({ id, publish: true })
    expect((await as(null).bySlug({ slug: 'barge-in', locale: 'en' })).locales).toEqual(['en'])
    expect(await refusal(as(null).bySlug({ slug: 'barge-in', locale: 'zh-CN' }))).toBe('NOT_FOUND notFound')
  })

  it('is drafted by engineers, and published and then changed by publishers', async () => {
    const { id } = await as(world.ana).save(draft())
    await as(world.ana).save(draft({ id, title: 'Better' }))
    expect(await refusal(as(world.ana).publish({ id, publish: true }))).toBe('FORBIDDEN forbidden')
    await as(world.mia).publish({ id, publish: true })
    expect(await refusal(as(world.ana).save(draft({ id, title: 'Vandal' })))).toBe('FORBIDDEN forbidden')
    await as(world.mia).save(draft({ id, title: 'Best' }))
    expect((await as(null).bySlug({ slug: 'barge-in', locale: 'en' })).title).toBe('Best')
  })

  it('is hidden from everybody else while a draft', async () => {
    for (const viewer of [null, world.customer, world.lead]) {
      const code = viewer ? 'FORBIDDEN forbidden' : 'UNAUTHENTICATED signInFirst'
      expect(await refusal(as(viewer).all())).toBe(code)
      expect(await refusal(as(viewer).save(draft()))).toBe(code)
      expect(await refusal(as(viewer).forLinking({ locale: 'en' }))).toBe(code)
    }
  })

  it("is not saved over somebody else's change", async () => {
    const { id } = await as(world.ana).save(draft())
    const { updatedAt: basedOn } = await as(world.ana).forEditing({ id })
    clock.advance(1_000)
    await as(world.bo).save(draft({ id, basedOn, title: 'Bo’s' }))
    expect(await refusal(as(world.ana).save(draft({ id, basedOn, title: 'Ana’s' })))).toBe('CONFLICT staleArticle')
    expect((await as(world.ana).forEditing({ id })).title).toBe('Bo’s')
  })

  it('has one slug per language', async () => {
    await as(world.ana).save(draft())
    expect(await refusal(as(world.ana).save(draft()))).toBe('INVALID slugTaken')
    expect(await refusal(as(world.ana).save(draft({ locale: 'zh-CN' })))).toBe('done')
    expect(await refusal(as(world.ana).save(draft({ slug: 'Not A Slug' })))).toBe('BAD_REQUEST')
    expect(await refusal(as(world.ana).save(draft({ id: randomUUID(), slug: 'another' })))).toBe('NOT_FOUND notFound')
  })
})
