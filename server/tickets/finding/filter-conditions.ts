import { Prisma } from '@/generated/prisma/client'
import type { Client } from '@/server/infra/db/db'
import { isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import { factOf } from '../indexing/words.rules'
import { isVersionIn, sameCase, statuses } from '../search/filters.rules'
import type { Filter } from '../search/query.rules'
import { searchStatusOf } from '../search/schema'
import { factCondition } from './term-conditions'

/** What a filter asks of a ticket `t`, and the facts of which one must be among its stored words, for the index. */
export interface FilterCondition {
  /** Before negation. */
  where: Prisma.Sql
  /** Empty when the stored words say nothing about the filter, or when it is negated. */
  facts: string[]
}

/** No ticket is older than 1970, and PostgreSQL has no year 0. */
const instant = (ms: number) => Prisma.sql`${new Date(Math.max(0, ms))}::timestamptz`
const texts = (filter: Filter) => filter.wanted.map(String)
const list = (values: readonly string[]) => Prisma.sql`${[...values]}::text[]`
const ids = (values: readonly string[]) => Prisma.sql`${[...values]}::uuid[]`

/** The condition for facts that are compared in normal form, which only the stored words have. */
const stored = (facts: readonly string[]) =>
  Prisma.sql`exists (select 1 from "TicketSearch" s where s."ticketId" = t."id" and ${factCondition(facts)} offset 0)`

/** What filters name, looked up in the database. */
export interface LookedUp {
  organisations: { id: string; key: string }[]
  people: { id: string; email: string }[]
  teams: { id: string; name: string }[]
  tags: { key: string; name: string }[]
  /** The versions that tickets have; of a customer's own tickets only. */
  versions: string[]
}

function selectVersions(client: Client, viewer: PersonActor): Promise<{ version: string }[]> {
  const own = viewer.memberships.map(({ organisationId }) => organisationId)
  return isStaff(viewer)
    ? client.$queryRaw<{ version: string }[]>`
        with recursive one as (
          (select "sdkVersion" from "Ticket" order by "sdkVersion" limit 1)
          union all
          select (select t."sdkVersion" from "Ticket" t where t."sdkVersion" > one."sdkVersion" order by t."sdkVersion" limit 1)
          from one where one."sdkVersion" is not null
        ) select "sdkVersion" as "version" from one where "sdkVersion" is not null`
    : client.$queryRaw<{ version: string }[]>`
        select distinct "sdkVersion" as "version" from "Ticket" where "organisationId" = any(${ids(own)})`
}

/** Looks up what filters name, of one search or of many: at most one statement for each kind. */
export async function lookUp(client: Client, viewer: PersonActor, filters: readonly Filter[]): Promise<LookedUp> {
  const wanted = (...keys: Filter['key'][]) => [
    ...new Set(filters.flatMap((filter) => (keys.includes(filter.key) ? texts(filter) : []))),
  ]
  const [keys, emails, names, tags, ranges] = [
    wanted('org'),
    wanted('filer', 'assignee'),
    wanted('team'),
    wanted('tag'),
    wanted('sdk'),
  ]
  const [organisations, people, teams, known, versions] = await Promise.all([
    keys.length === 0
      ? []
      : client.organisation.findMany({
          where: { key: { in: keys.map((key) => key.toUpperCase()) } },
          select: { id: true, key: true },
        }),
    emails.length === 0
      ? []
      : client.user.findMany({ where: { email: { in: emails } }, select: { id: true, email: true } }),
    names.length === 0 ? [] : client.team.findMany({ select: { id: true, name: true } }),
    tags.length === 0 ? [] : client.tag.findMany({ where: { key: { in: tags } }, select: { key: true, name: true } }),
    ranges.length === 0 ? [] : selectVersions(client, viewer),
  ])
  return { organisations, people, teams, tags: known, versions: versions.map(({ version }) => version) }
}

/** The words of the filter `status` that are a condition of partial indexes too, so that these can be used. */
const literalStatus: Record<string, Prisma.Sql> = {
  unresolved: Prisma.sql`t."status" not in ('resolved', 'closed')`,
}

function statusCondition(words: readonly string[]): Prisma.Sql {
  const [only = ''] = words
  const literal = words.length === 1 ? literalStatus[only] : undefined
  if (literal) return literal
  const wanted: readonly string[] = words.flatMap((word) => statuses[word as keyof typeof statuses])
  const stored = Object.entries(searchStatusOf).flatMap(([status, word]) => (wanted.includes(word) ? [status] : []))
  return Prisma.sql`t."status"::text = any(${list(stored)})`
}

function breachCondition(words: readonly string[]): Prisma.Sql {
  const breach = Prisma.sql`select 1 from "SlaClock" c where c."ticketId" = t."id" and c."breachedAt" is not null`
  const one = (word: string) => {
    if (word === 'yes') return Prisma.sql`exists (${breach})`
    if (word === 'no') return Prisma.sql`not exists (${breach})`
    return Prisma.sql`exists (${breach} and c."metric"::text = ${word})`
  }
  return Prisma.sql`(${Prisma.join(words.map(one), ' or ')})`
}

/** Returns a filter as SQL over a ticket `t`. */
export function filterCondition(found: LookedUp, filter: Filter): FilterCondition {
  const { where, facts } = positive(found, filter)
  return filter.negated
    ? { where: Prisma.sql`(${where}) is not true`, facts: [] }
    : { where: Prisma.sql`(${where})`, facts }
}

function positive({ organisations, people, teams, tags, versions }: LookedUp, filter: Filter): FilterCondition {
  const wanted = texts(filter)
  const peopleOf = () => people.flatMap(({ id, email }) => (wanted.includes(email) ? [id] : []))
  const of = (where: Prisma.Sql, facts: string[] = []) => ({ where, facts })
  const byFacts = (fact: (normal: string) => string) => {
    const facts = wanted.map(fact)
    return of(stored(facts), facts)
  }
  switch (filter.key) {
    case 'severity':
      return of(Prisma.sql`t."severity"::text = any(${list(wanted)})`)
    case 'status':
      return of(statusCondition(wanted))
    case 'org': {
      const found = organisations.flatMap(({ id, key }) => (wanted.includes(sameCase(key)) ? [id] : []))
      return of(Prisma.sql`t."organisationId" = any(${ids(found)})`, found.map(factOf.org))
    }
    case 'filer': {
      const found = peopleOf()
      return of(Prisma.sql`t."filerId" = any(${ids(found)})`, found.map(factOf.filer))
    }
    case 'assignee': {
      const found = peopleOf()
      const nobody = wanted.includes('none') ? Prisma.sql`t."assigneeId" is null` : Prisma.sql`false`
      return of(Prisma.sql`t."assigneeId" = any(${ids(found)}) or ${nobody}`)
    }
    case 'team': {
      const found = teams.flatMap(({ id, name }) => (wanted.includes(sameCase(name)) ? [id] : []))
      return of(Prisma.sql`t."teamId" = any(${ids(found)})`)
    }
    case 'product':
      return of(Prisma.sql`t."product" = any(${list(wanted)})`, wanted.map(factOf.product))
    case 'scenario':
      return of(Prisma.sql`t."scenario" = any(${list(wanted)})`, wanted.map(factOf.scenario))
    case 'platform':
      return of(Prisma.sql`t."platforms" && ${list(wanted)}`, wanted.map(factOf.platform))
    case 'region':
      return byFacts(factOf.region)
    case 'carrier':
      return byFacts(factOf.carrier)
    case 'error':
      return byFacts(factOf.error)
    case 'sdk': {
      const found = versions.filter((version) => wanted.some((range) => isVersionIn(version, range)))
      return of(Prisma.sql`t."sdkVersion" = any(${list(found)})`)
    }
    case 'breached':
      return of(breachCondition(wanted))
    case 'before':
      return of(Prisma.sql`t."createdAt" < ${instant(Math.max(...filter.wanted.map(Number)))}`)
    case 'after':
      return of(Prisma.sql`t."createdAt" >= ${instant(Math.min(...filter.wanted.map(Number)))}`)
    case 'tag': {
      const found = tags.flatMap(({ key, name }) => (wanted.includes(key) ? [name] : []))
      // The second condition follows from the first, but only with it the index of the tagged tickets can be used.
      return of(Prisma.sql`t."tags" && ${list(found)} and t."tags" <> '{}'`)
    }
  }
}
