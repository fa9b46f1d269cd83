import { oncallRights } from '../rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { auditAct } from '@/server/accounts/audit'
import type { SwapState } from '@/generated/prisma/client'
import { staffWithRole, usersByIds } from '@/server/accounts/sign-in/options'
import { DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { env } from '@/server/infra/env'
import { instantInput } from '@/server/infra/input/instant-schema'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import { finalShifts } from '../shifts/shifts.rules'
import type { ScheduleFacts } from '../schema'
import { lockSchedule, requestHandoffCheck, selectSchedules } from '../queries'
import { optionalMessage } from '@/server/vocabulary/schemas/text'

const dayMs = 24 * 60 * 60_000
/** How far ahead shifts are offered for a swap. */
const offerAheadMs = 90 * dayMs

const span = { startsAt: instantInput, endsAt: instantInput }
const inOrder = (one: { startsAt: Date; endsAt: Date }) => one.endsAt > one.startsAt
export const askSwapSchema = z.object({
  scheduleId: z.uuid(),
  askedId: z.uuid(),
  given: z.object(span).refine(inOrder, { path: ['endsAt'], message: 'endsBeforeStart' }),
  /** A shift of the asked person that the asker takes in return. */
  taken: z
    .object(span)
    .refine(inOrder, { path: ['endsAt'], message: 'endsBeforeStart' })
    .nullish(),
  note: optionalMessage(500),
})

/** Whether a person is on call throughout the part of a span that lies after `now`; false when it is over. */
function holds(facts: ScheduleFacts, person: string, one: { startsAt: Date; endsAt: Date }, now: Date): boolean {
  const from = Math.max(one.startsAt.getTime(), now.getTime())
  const shifts = finalShifts(facts, from, one.endsAt.getTime())
  return shifts.length > 0 && shifts.every((shift) => shift.person === person)
}

type MailKind = 'asked' | 'accepted' | 'declined' | 'withdrawn'
interface SwapFacts {
  id: string
  scheduleId: string
  askerId: string
  askedId: string
  startsAt: Date
  endsAt: Date
  returnStartsAt: Date | null
  returnEndsAt: Date | null
  note: string
}

async function writeMail(tx: Tx, swap: SwapFacts, kind: MailKind, schedule: string, now: Date): Promise<string> {
  const people = await usersByIds(tx, [swap.askerId, swap.askedId])
  const asker = people.get(swap.askerId)
  const asked = people.get(swap.askedId)
  if (!asker || !asked) throw notFound(swap.id)
  const toAsker = kind === 'accepted' || kind === 'declined'
  const reader = toAsker ? asker : asked
  return queueMail(tx, {
    uniqueKey: `swap:${swap.id}:${kind}`,
    template: 'swap',
    props: {
      kind,
      actor: toAsker ? asked.name : asker.name,
      schedule,
      from: swap.startsAt.toISOString(),
      to: swap.endsAt.toISOString(),
      returnFrom: swap.returnStartsAt?.toISOString() ?? null,
      returnTo: swap.returnEndsAt?.toISOString() ?? null,
      note: kind === 'asked' ? swap.note : '',
      url: `${env().PUBLIC_URL}/desk/oncall/schedules/${swap.scheduleId}`,
    },
    ...recipientOf(reader),
    now,
  })
}

/**
 * Asks another person to take one of the actor's shifts, optionally in return for one of theirs, and mails them.
 * Idempotent while an equal request is undecided.
 * @throws DomainError NOT_FOUND; INVALID `swapNotYours`, `swapNotTheirs`, `unknownPerson`
 */
export async function askSwap(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof askSwapSchema>,
): Promise<{ id: string }> {
  const viewer = authorise(actor, oncallRights.askSwap)
  const now = ctx.now()
  return unitOfWork(ctx, actor, async ({ tx, nudge, live }) => {
    const [schedule] = await selectSchedules(tx, [input.scheduleId])
    if (!schedule) throw notFound(input.scheduleId)
    const staff = await staffWithRole(tx, ['engineer', 'manager'])
    if (input.askedId === viewer.userId || !staff.some((person) => person.id === input.askedId))
      throw invalid('unknownPerson', 'askedId')
    if (!holds(schedule.facts, viewer.userId, input.given, now)) throw invalid('swapNotYours', 'given')
    if (input.taken && !holds(schedule.facts, input.askedId, input.taken, now)) throw invalid('swapNotTheirs', 'taken')
    const asked = {
      scheduleId: input.scheduleId,
      askerId: viewer.userId,
      askedId: input.askedId,
      ...input.given,
      returnStartsAt: input.taken?.startsAt ?? null,
      returnEndsAt: input.taken?.endsAt ?? null,
      note: input.note,
    }
    // Serialises two equal requests: the second finds the first, and no second mail is sent.
    await tx.$queryRaw`select 1 from "Schedule" where "id" = ${input.scheduleId}::uuid for no key update`
    const standing = await tx.swapRequest.findFirst({ where: { ...asked, state: 'asked' }, select: { id: true } })
    if (standing) return standing
    const swap = await tx.swapRequest.create({ data: { ...asked, createdAt: now } })
    live({ kind: 'oncall', scheduleId: input.scheduleId })
    nudge('mail.send', { mailId: await writeMail(tx, swap, 'asked', schedule.name, now) })
    return { id: swap.id }
  })
}

/**
 * Accepts, declines or withdraws a request, and mails the other person. An acceptance writes the covers in the same
 * transaction, so that no shift is given without being taken; a cover acts only where the covered person would be on
 * call.
 * @throws DomainError NOT_FOUND; CONFLICT `alreadyDecided`; INVALID `overrideInPast`, `swapNotYours`, `swapNotTheirs`
 */
export async function decideSwap(
  ctx: ServiceContext,
  actor: Actor,
  input: { id: string; decision: 'accepted' | 'declined' | 'withdrawn' },
): Promise<void> {
  const right = input.decision === 'withdrawn' ? oncallRights.withdrawSwap : oncallRights.decideSwap
  const viewer = admit(actor, right)
  const now = ctx.now()
  await unitOfWork(ctx, actor, async (work) => {
    const { tx, nudge } = work
    const rows = await tx.$queryRaw<{ id: string }[]>`
      select "id" from "SwapRequest" where "id" = ${input.id}::uuid for update`
    const swap = rows[0] && (await tx.swapRequest.findUnique({ where: { id: input.id } }))
    if (!swap) throw notFound(input.id)
    authorise(actor, right, swap)
    if (swap.state !== 'asked') throw new DomainError('CONFLICT', 'alreadyDecided')
    // Serialises acceptances: of two requests for one shift, the second sees the covers that the first has written.
    await lockSchedule(tx, swap.scheduleId)
    const [schedule] = await selectSchedules(tx, [swap.scheduleId])
    if (!schedule) throw notFound(swap.scheduleId)
    if (input.decision === 'accepted') {
      if (swap.endsAt <= now) throw invalid('overrideInPast')
      const taken =
        swap.returnStartsAt && swap.returnEndsAt ? { startsAt: swap.returnStartsAt, endsAt: swap.returnEndsAt } : null
      // The schedule may have changed since the request.
      if (!holds(schedule.facts, swap.askerId, swap, now)) throw invalid('swapNotTheirs')
      if (taken && !holds(schedule.facts, swap.askedId, taken, now)) throw invalid('swapNotYours')
      const cover = (personId: string, coversForId: string, one: { startsAt: Date; endsAt: Date }) => ({
        scheduleId: swap.scheduleId,
        kind: 'covers' as const,
        personId,
        coversForId,
        startsAt: one.startsAt,
        endsAt: one.endsAt,
        createdAt: now,
        createdById: viewer.userId,
      })
      await tx.scheduleOverride.createMany({
        data: [cover(swap.askedId, swap.askerId, swap), ...(taken ? [cover(swap.askerId, swap.askedId, taken)] : [])],
      })
      await requestHandoffCheck(tx, swap.scheduleId)
    }
    await tx.swapRequest.update({
      where: { id: swap.id },
      data: { state: input.decision, decidedAt: now },
      select: { id: true },
    })
    await auditAct(
      work,
      ctx,
      'swap.decided',
      { type: 'swap', id: swap.id },
      { decision: input.decision, scheduleId: swap.scheduleId, askerId: swap.askerId, askedId: swap.askedId },
    )
    work.live({ kind: 'oncall', scheduleId: swap.scheduleId })
    const mailId = await writeMail(tx, swap, input.decision, schedule.name, now)
    nudge('mail.send', { mailId })
  })
}

export interface SwapView {
  id: string
  asker: { id: string; name: string }
  asked: { id: string; name: string }
  given: { from: Date; to: Date }
  taken: { from: Date; to: Date } | null
  note: string
  state: SwapState
}

/**
 * Returns the undecided and accepted requests of a schedule whose span is not over, and the shifts of the coming 90
 * days.
 * @throws DomainError NOT_FOUND
 */
export async function readSwaps(ctx: ServiceContext, actor: Actor, scheduleId: string) {
  authorise(actor, oncallRights.readOnCall)
  const now = ctx.now()
  const [schedule] = await selectSchedules(ctx.db, [scheduleId])
  if (!schedule) throw notFound(scheduleId)
  const requests = await ctx.db.swapRequest.findMany({
    where: { scheduleId, endsAt: { gt: now }, state: { in: ['asked', 'accepted'] } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  })
  const shifts = finalShifts(schedule.facts, now.getTime(), now.getTime() + offerAheadMs)
  const people = await usersByIds(ctx.db, [
    ...requests.flatMap((one) => [one.askerId, one.askedId]),
    ...shifts.flatMap(({ person }) => person ?? []),
  ])
  const person = (id: string) => ({ id, name: people.get(id)?.name ?? '' })
  return {
    requests: requests.map(
      (one): SwapView => ({
        id: one.id,
        asker: person(one.askerId),
        asked: person(one.askedId),
        given: { from: one.startsAt, to: one.endsAt },
        taken: one.returnStartsAt && one.returnEndsAt ? { from: one.returnStartsAt, to: one.returnEndsAt } : null,
        note: one.note,
        state: one.state,
      }),
    ),
    shifts: shifts.flatMap((shift) =>
      shift.person === null
        ? []
        : [{ from: new Date(shift.from), to: new Date(shift.to), person: person(shift.person) }],
    ),
  }
}
