import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { randomInt, randomUUID } from 'node:crypto'
import { auditAct } from '@/server/accounts/audit'
import type { Prisma } from '@/generated/prisma/client'
import { DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { mayApply } from '@/server/infra/input/revision'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { freshMethod } from './contacts'
import type { AddMethod, QuietHours } from './schema'
import { isSealed, sealDetail } from './secrets'
import type { ContactKind } from '../facts'
import { hashToken } from '../answering/tokens'
import { type CodeSender, NotificationRefused } from '../delivery/transports'

/** Minimum time between two codes: a text message costs money, and a group chat has many readers. */
const codeEveryMs = 30_000

const freshCode = () => String(randomInt(100_000, 1_000_000))
const codeColumns = (code: string, now: Date) => ({ codeHash: hashToken(code), codeSentAt: now, codeTries: 0 })
const tooSoon = (sentAt: Date | null, now: Date) =>
  sentAt !== null && now.getTime() - sentAt.getTime() < codeEveryMs
    ? new DomainError('RATE_LIMITED', 'codeTooSoon', { field: 'code' })
    : null

async function sendCode(
  send: CodeSender,
  method: { kind: ContactKind; address: string; detail: unknown },
  message: { code: string; locale: string; now: Date },
  field: string,
): Promise<void> {
  const { kind } = method
  if (kind === 'email' || kind === 'push') throw notFound(kind)
  try {
    await send({ ...method, kind }, { ...message, id: randomUUID() })
  } catch (error) {
    if (error instanceof NotificationRefused) throw invalid('methodRefused', field, { answer: error.message })
    throw error
  }
}

/**
 * Adds a webhook, a group chat or a telephone number and sends a code through it; only a verified method is paged
 * (SEMANTICS §3). A method that the other side refuses is not kept, unless it has been used before.
 * @throws DomainError CONFLICT contactMethodKnown; INVALID methodRefused with its answer; RATE_LIMITED codeTooSoon
 */
export async function addMethod(
  ctx: ServiceContext,
  actor: Actor,
  input: AddMethod,
  send: CodeSender,
): Promise<{ id: string }> {
  const viewer = authorise(actor, pagingRights.keepOwnMethods)
  const now = ctx.now()
  const code = freshCode()
  const field = 'url' in input ? 'url' : 'number'
  const address = 'url' in input ? input.url : input.number
  const detail: Prisma.InputJsonObject = 'secret' in input && input.secret ? { secret: input.secret } : {}
  const { id } = await unitOfWork(ctx, actor, async (work) => {
    const where = { userId_kind_address: { userId: viewer.userId, kind: input.kind, address } }
    const known = await work.tx.contactMethod.findUnique({ where })
    if (known?.verifiedAt && !known.disabledAt) throw new DomainError('CONFLICT', 'contactMethodKnown', { field })
    const early = tooSoon(known?.codeSentAt ?? null, now)
    if (early) throw early
    const fresh = {
      ...codeColumns(code, now),
      label: input.label,
      detail: sealDetail(address, detail),
      disabledAt: null,
      failedAt: null,
      ...freshMethod,
      verifiedAt: null,
    }
    const method = await work.tx.contactMethod.upsert({
      where,
      create: { userId: viewer.userId, kind: input.kind, address, createdAt: now, ...fresh },
      update: fresh,
      select: { id: true },
    })
    await auditAct(work, ctx, 'contact-method.added', { type: 'contact-method', id: method.id }, { kind: input.kind })
    return method
  })
  try {
    await sendCode(send, { kind: input.kind, address, detail }, { code, locale: viewer.locale, now }, field)
  } catch (error) {
    await ctx.db.contactMethod.deleteMany({ where: { id, verifiedAt: null, deliveries: { none: {} } } })
    throw error
  }
  return { id }
}

/**
 * Sends a new code through a method that is not verified yet; the previous code becomes invalid.
 * @throws DomainError NOT_FOUND; RATE_LIMITED codeTooSoon; INVALID methodRefused
 */
export async function resendCode(ctx: ServiceContext, actor: Actor, id: string, send: CodeSender): Promise<void> {
  const viewer = authorise(actor, pagingRights.keepOwnMethods)
  const now = ctx.now()
  const code = freshCode()
  const method = await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await tx.$queryRaw`select 1 from "ContactMethod" where "id" = ${id}::uuid for no key update`
    const found = await tx.contactMethod.findFirst({
      where: { id, userId: viewer.userId, disabledAt: null, verifiedAt: null, kind: { notIn: ['email', 'push'] } },
    })
    if (!found) throw notFound(id)
    const early = tooSoon(found.codeSentAt, now)
    if (early) throw early
    await tx.contactMethod.update({ where: { id }, data: codeColumns(code, now), select: { id: true } })
    await auditAct(work, ctx, 'contact-method.code-sent', { type: 'contact-method', id }, { kind: found.kind })
    return found
  })
  await sendCode(send, method, { code, locale: viewer.locale, now }, 'code')
}

/** Seals the secrets of methods stored by releases that did not seal them; a worker does this once at its start. */
export async function sealMethods(ctx: ServiceContext): Promise<void> {
  const methods = await ctx.db.contactMethod.findMany({
    where: { kind: { notIn: ['email', 'sms', 'voice'] } },
    select: { id: true, address: true, detail: true },
  })
  for (const { id, address, detail } of methods) {
    if (detail === null || isSealed(detail)) continue
    const clear = detail as Prisma.InputJsonObject
    // Only if unchanged since it was read: its owner may be adding the method again.
    await ctx.db.contactMethod.updateMany({
      where: { id, detail: { equals: clear } },
      data: { detail: sealDetail(address, clear) },
    })
  }
}

/**
 * Saves the span in which the viewer gets no notification of low urgency; null removes it.
 * @param basedOn the revision that the form was drawn from
 * @throws DomainError CONFLICT `staleSettings` when another tab or device saved it since
 */
export async function saveQuietHours(
  ctx: ServiceContext,
  actor: Actor,
  hours: QuietHours | null,
  basedOn?: string | null,
): Promise<void> {
  const viewer = authorise(actor, pagingRights.keepOwnMethods)
  const where = { userId: viewer.userId }
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await tx.$queryRaw`select 1 from "User" where "id" = ${viewer.userId}::uuid for no key update`
    const current = await tx.quietHours.findUnique({ where, select: { from: true, to: true } })
    if (!mayApply(current, hours, basedOn)) return
    await auditAct(work, ctx, 'quiet-hours.saved', { type: 'user', id: viewer.userId }, { hours })
    await (hours
      ? tx.quietHours.upsert({ where, create: { ...where, ...hours }, update: hours })
      : tx.quietHours.deleteMany({ where }))
  })
}
