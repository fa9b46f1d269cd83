import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { can } from '@/server/vocabulary/rights/rights'
import type { ServiceContext } from '@/server/infra/context'
import { pagingRights } from '../rights.rules'
import { staffNow } from '@/server/accounts/staff'
import { staffWithRole } from '@/server/accounts/sign-in/options'
import { env } from '@/server/infra/env'
import type { Client, Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import { maskedAddress } from './contacts'
import { maxFailuresInRow } from '../delivery/retry.rules'
import type { ContactKind } from '../facts'

/**
 * Marks a contact method that fails permanently and notifies its owner and the administrators by mail and on the desk
 * (SEMANTICS §3, delivery). A marked method is still used, because a mail server that refuses everything must not
 * disable everybody's methods; a success removes the mark. Only a method that has ended (`gone`) is no longer used.
 */
export async function countMethodFailure(
  tx: Tx,
  { id, kind, address }: { id: string; kind: ContactKind; address: string },
  failure: { answer: string; gone: boolean; noAddress: boolean },
  now: Date,
): Promise<Nudge[]> {
  const lastFailure = failure.answer.slice(0, 200)
  const method = await tx.contactMethod.update({
    where: { id },
    data: { failuresInRow: { increment: 1 }, lastFailure, ...(failure.gone ? { failedAt: now } : {}) },
    select: { failuresInRow: true, failingSince: true, user: { select: { id: true, name: true, email: true } } },
  })
  const certain = failure.gone || failure.noAddress || method.failuresInRow >= maxFailuresInRow
  if (!certain || method.failingSince !== null) return []
  await tx.contactMethod.update({ where: { id }, data: { failingSince: now }, select: { id: true } })
  const { user: owner } = method
  const administrators = await staffWithRole(tx, ['administrator'])
  const [asContact] = (await staffWithRole(tx)).filter((person) => person.id === owner.id)
  const isOwnAddress = kind === 'email' && address.toLowerCase() === owner.email.toLowerCase()
  const readers = [
    // The owner is not mailed at the very address that fails; the desk shows it to them.
    ...(asContact && !isOwnAddress ? [asContact] : []),
    ...administrators.filter((person) => person.id !== owner.id),
  ]
  const nudges: Nudge[] = []
  for (const reader of readers) {
    const mailId = await queueMail(tx, {
      uniqueKey: `contact-failing:${id}:${now.getTime()}:${reader.id}`,
      template: 'contact-failing',
      props: {
        own: reader.id === owner.id,
        owner: owner.name,
        kind,
        address: maskedAddress(kind, address),
        answer: lastFailure,
        ended: failure.gone,
        at: now.toISOString(),
        url: `${env().PUBLIC_URL}/desk/${reader.id === owner.id ? 'me' : 'oncall'}`,
      },
      ...recipientOf(reader),
      now,
    })
    nudges.push({ name: 'mail.send', payload: { mailId } })
  }
  return nudges
}

/** Clears a method's failure record after a success. */
export async function recordMethodSuccess(tx: Tx, id: string): Promise<void> {
  await tx.contactMethod.updateMany({
    where: { id, failuresInRow: { gt: 0 } },
    data: { failuresInRow: 0, failingSince: null, lastFailure: null },
  })
}

export interface FailingMethod {
  id: string
  kind: ContactKind
  address: string
  owner: { id: string; name: string }
  since: Date
  answer: string
  /** Whether it is no longer used until its owner sets it up again. */
  ended: boolean
}

const failing = { failingSince: { not: null }, disabledAt: null, user: staffNow() } as const

/** A person with failing contact methods. */
export interface FailingOwner {
  id: string
  name: string
  methods: number
}

/**
 * Returns everybody except `exceptId` who has failing methods, ordered by name. One row per member of staff, so it is
 * not paginated.
 */
async function failingOwners(client: Client, exceptId: string): Promise<FailingOwner[]> {
  const counts = await client.contactMethod.groupBy({
    by: ['userId'],
    where: { ...failing, userId: { not: exceptId } },
    _count: { _all: true },
  })
  const people = await client.user.findMany({
    where: { id: { in: counts.map(({ userId }) => userId) } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true },
  })
  const methods = new Map(counts.map(({ userId, _count }) => [userId, _count._all]))
  return people.map(({ id, name }) => ({ id, name, methods: methods.get(id) ?? 0 }))
}

/** Returns the reader's own failing methods and, if the reader may see them, the other people who have some. */
export async function readFailingMethods(
  ctx: Pick<ServiceContext, 'db'>,
  actor: Actor,
): Promise<{ own: FailingMethod[]; others: FailingOwner[] }> {
  const { userId } = authorise(actor, pagingRights.keepOwnMethods)
  return {
    own: await failingMethods(ctx.db, userId),
    others: can(actor, pagingRights.seeEveryFailingMethod) ? await failingOwners(ctx.db, userId) : [],
  }
}

/** Returns a person's failing methods, the longest failing first. */
async function failingMethods(client: Client, ownerId: string): Promise<FailingMethod[]> {
  const rows = await client.contactMethod.findMany({
    where: { ...failing, userId: ownerId },
    orderBy: { failingSince: 'asc' },
    select: {
      id: true,
      kind: true,
      address: true,
      failingSince: true,
      failedAt: true,
      lastFailure: true,
      user: { select: { id: true, name: true } },
    },
  })
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    address: maskedAddress(row.kind, row.address),
    owner: row.user,
    since: row.failingSince!,
    answer: row.lastFailure ?? '',
    ended: row.failedAt !== null,
  }))
}
