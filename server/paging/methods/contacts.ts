import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { auditAct } from '@/server/accounts/audit'
import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { DomainError, invalid, notFound } from '@/server/infra/errors'
import { limits, requirePoint } from '@/server/accounts/sign-in/limits'
import { emailSchema } from '@/server/accounts/schema'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { env } from '@/server/infra/env'
import { mayApply, revisionOf } from '@/server/infra/input/revision'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { queueMail } from '@/server/integrations/mail/mail'
import { isReachAllowed } from '@/server/integrations/outgoing/outgoing'
import { sealDetail } from './secrets'
import { type ContactKind, urgencies, type Urgency, urlKinds } from '../facts'
import { hashToken } from '../answering/tokens'
import { optionalLine } from '@/server/vocabulary/schemas/text'

/** Columns that clear the failure record of a method that is set up again. */
export const freshMethod = { failuresInRow: 0, failingSince: null, lastFailure: null }

const codeLifeMs = 15 * 60_000
const maxTries = 5

/** Returns an address as it may be shown. A URL is a secret, so only its host and last four characters are shown. */
export function maskedAddress(kind: ContactKind, address: string): string {
  if (kind === 'push') return new URL(address).host
  return urlKinds.some((one) => one === kind) ? `${new URL(address).host}/…${address.slice(-4)}` : address
}

/** Returns the viewer's contact methods and rules as their screen shows them, without codes and keys. */
export async function readContacts(ctx: ServiceContext, actor: Actor) {
  const viewer = authorise(actor, pagingRights.keepOwnMethods)
  const [methods, rules, quietHours] = await Promise.all([
    ctx.db.contactMethod.findMany({
      where: { userId: viewer.userId, disabledAt: null },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      select: { id: true, kind: true, label: true, address: true, verifiedAt: true, failedAt: true },
    }),
    selectRules(ctx.db, viewer.userId),
    ctx.db.quietHours.findUnique({ where: { userId: viewer.userId }, select: { from: true, to: true } }),
  ])
  return {
    methods: methods.map(({ address, ...method }) => ({
      ...method,
      address: maskedAddress(method.kind, address),
    })),
    rules,
    /** Revision of each urgency's list; a save sends it back as `basedOn`. */
    revisions: Object.fromEntries(urgencies.map((urgency) => [urgency, revisionOf(rulesOf(rules, urgency))])) as Record<
      Urgency,
      string
    >,
    quietHours,
    quietHoursRevision: revisionOf(quietHours),
  }
}

const selectRules = (client: Client, userId: string) =>
  client.notificationRule.findMany({
    where: { userId },
    orderBy: [{ urgency: 'asc' }, { position: 'asc' }],
    select: { urgency: true, delaySeconds: true, contactMethodId: true },
  })
type Rule = Awaited<ReturnType<typeof selectRules>>[number]
const rulesOf = (rules: readonly Rule[], urgency: Urgency) =>
  rules
    .filter((rule) => rule.urgency === urgency)
    .map(({ contactMethodId, delaySeconds }) => ({ contactMethodId, delaySeconds }))

export const addMailSchema = z.object({ address: emailSchema })

/**
 * Adds a mail address and mails a code to it; only a verified address is paged (SEMANTICS §3).
 * @throws DomainError CONFLICT `contactMethodKnown`; RATE_LIMITED
 */
export async function addMailMethod(ctx: ServiceContext, actor: Actor, address: string): Promise<{ id: string }> {
  const viewer = authorise(actor, pagingRights.keepOwnMethods)
  const now = ctx.now()
  await requirePoint(ctx, `method-codes:${viewer.userId}`, limits.methodCodes)
  const code = String(randomInt(100_000, 1_000_000))
  return unitOfWork(ctx, actor, async (work) => {
    const { tx, nudge } = work
    const where = {
      userId_kind_address: { userId: viewer.userId, kind: 'email' as const, address: address.toLowerCase() },
    }
    const known = await tx.contactMethod.findUnique({ where, select: { verifiedAt: true, disabledAt: true } })
    if (known?.verifiedAt && !known.disabledAt)
      throw new DomainError('CONFLICT', 'contactMethodKnown', { field: 'address' })
    const fresh = {
      codeHash: hashToken(code),
      codeSentAt: now,
      codeTries: 0,
      disabledAt: null,
      failedAt: null,
      ...freshMethod,
      verifiedAt: null,
    }
    const method = await tx.contactMethod.upsert({
      where,
      create: { userId: viewer.userId, kind: 'email', address: address.toLowerCase(), createdAt: now, ...fresh },
      update: fresh,
      select: { id: true },
    })
    const mailId = await queueMail(tx, {
      uniqueKey: `contact-code:${method.id}:${now.getTime()}`,
      template: 'contact-code',
      props: { code },
      toAddress: address,
      toUserId: viewer.userId,
      locale: viewer.locale,
      timeZone: viewer.timeZone,
      now,
    })
    nudge('mail.send', { mailId })
    await auditAct(work, ctx, 'contact-method.added', { type: 'contact-method', id: method.id }, { kind: 'email' })
    return { id: method.id }
  })
}

export const verifySchema = z.object({
  id: z.uuid(),
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'codeIsSixDigits'),
})

/**
 * Verifies a contact method by its code, which is valid for fifteen minutes and five tries.
 * @throws DomainError NOT_FOUND; INVALID `codeDead`, `codeWrong`
 */
export async function verifyMethod(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof verifySchema>,
): Promise<void> {
  const viewer = authorise(actor, pagingRights.keepOwnMethods)
  const now = ctx.now()
  const right = await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    // Serialises concurrent guesses, so that each of them is counted.
    await tx.$queryRaw`select 1 from "ContactMethod" where "id" = ${input.id}::uuid for no key update`
    const method = await tx.contactMethod.findFirst({ where: { id: input.id, userId: viewer.userId } })
    if (!method) throw notFound(input.id)
    if (
      !method.codeHash ||
      !method.codeSentAt ||
      method.codeTries >= maxTries ||
      now.getTime() - method.codeSentAt.getTime() > codeLifeMs
    )
      throw invalid('codeDead', 'code')
    const matches = method.codeHash === hashToken(input.code)
    await tx.contactMethod.update({
      where: { id: method.id },
      data: matches ? { verifiedAt: now, codeHash: null } : { codeTries: { increment: 1 } },
      select: { id: true },
    })
    if (matches)
      await auditAct(
        work,
        ctx,
        'contact-method.verified',
        { type: 'contact-method', id: method.id },
        { kind: method.kind },
      )
    return matches
  })
  if (!right) throw invalid('codeWrong', 'code')
}

export const subscribePushSchema = z.object({
  endpoint: z.url({ protocol: /^https$/ }).max(1_000),
  keys: z.object({ p256dh: z.string().min(1).max(200), auth: z.string().min(1).max(100) }),
  label: optionalLine(80),
})

/**
 * Stores a browser's push subscription. It counts as verified, because the browser has asked its user for permission.
 * @throws DomainError INVALID `pushEndpoint` for an address that outgoing requests may not reach
 */
export async function subscribePush(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof subscribePushSchema>,
): Promise<{ id: string }> {
  const viewer = authorise(actor, pagingRights.keepOwnMethods)
  const now = ctx.now()
  // Checked again at every notification; refused here too, where the user sees it.
  if (!(await isReachAllowed(env(), input.endpoint))) throw invalid('pushEndpoint', 'endpoint')
  const data = {
    detail: sealDetail(input.endpoint, input.keys),
    label: input.label,
    verifiedAt: now,
    disabledAt: null,
    failedAt: null,
    ...freshMethod,
  }
  return unitOfWork(ctx, actor, async (work) => {
    const method = await work.tx.contactMethod.upsert({
      where: { userId_kind_address: { userId: viewer.userId, kind: 'push', address: input.endpoint } },
      create: { userId: viewer.userId, kind: 'push', address: input.endpoint, createdAt: now, ...data },
      update: data,
      select: { id: true },
    })
    await auditAct(work, ctx, 'contact-method.added', { type: 'contact-method', id: method.id }, { kind: 'push' })
    return method
  })
}

/**
 * Disables a contact method and deletes the rules that use it; its past deliveries are kept.
 * @throws DomainError NOT_FOUND
 */
export async function removeMethod(ctx: ServiceContext, actor: Actor, id: string): Promise<void> {
  const viewer = authorise(actor, pagingRights.keepOwnMethods)
  await unitOfWork(ctx, actor, async (work) => {
    const { tx, now } = work
    await tx.notificationRule.deleteMany({ where: { contactMethodId: id, userId: viewer.userId } })
    const { count } = await tx.contactMethod.updateMany({
      where: { id, userId: viewer.userId, disabledAt: null },
      data: { disabledAt: now },
    })
    if (count === 0) throw notFound(id)
    await auditAct(work, ctx, 'contact-method.removed', { type: 'contact-method', id })
  })
}

export const saveRulesSchema = z.object({
  urgency: z.enum(urgencies),
  /** The revision that the form was drawn from. */
  basedOn: z.string().max(40).nullish(),
  rules: z.array(z.object({ contactMethodId: z.uuid(), delaySeconds: z.number().int().min(0).max(3_600) })).max(10),
})

/**
 * Replaces the ordered rules of one urgency.
 * @throws DomainError INVALID `unknownContactMethod`; CONFLICT `staleSettings`
 */
export async function saveRules(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof saveRulesSchema>,
): Promise<void> {
  const viewer = authorise(actor, pagingRights.keepOwnMethods)
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    // Serialises concurrent saves from two tabs by locking their owner's row.
    await tx.$queryRaw`select 1 from "User" where "id" = ${viewer.userId}::uuid for no key update`
    const current = rulesOf(await selectRules(tx, viewer.userId), input.urgency)
    if (!mayApply(current, input.rules, input.basedOn)) return
    const ids = [...new Set(input.rules.map((rule) => rule.contactMethodId))]
    const known = await tx.contactMethod.count({ where: { id: { in: ids }, userId: viewer.userId, disabledAt: null } })
    if (known !== ids.length) throw invalid('unknownContactMethod', 'rules')
    const saved = { urgency: input.urgency, rules: input.rules }
    await auditAct(work, ctx, 'notification-rules.saved', { type: 'user', id: viewer.userId }, saved)
    await tx.notificationRule.deleteMany({ where: { userId: viewer.userId, urgency: input.urgency } })
    await tx.notificationRule.createMany({
      data: input.rules.map((rule, position) => ({ ...rule, position, urgency: input.urgency, userId: viewer.userId })),
    })
  })
}
