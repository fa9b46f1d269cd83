import type { z } from 'zod'
import type { Prisma } from '@/generated/prisma/client'
import { DomainError, invalid, notFound } from '@/server/infra/errors'
import type { Client, Tx } from '@/server/infra/db/db'
import type { ServiceContext } from '@/server/infra/context'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { mayApply, revisionOf } from '@/server/infra/input/revision'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { can } from '@/server/vocabulary/rights/rights'
import { replyKindSchema } from '@/server/vocabulary/schemas/words'
import { ticketRights } from '../rights.rules'
import { type MacroScope, type MacroView, type removeMacroSchema, saveMacroSchema } from './schema'

const maxMacros = 500

const columns = {
  id: true,
  name: true,
  ownerId: true,
  teamId: true,
  team: { select: { name: true, members: { select: { userId: true } } } },
  kind: true,
  then: true,
  promiseMinutes: true,
  bodyEn: true,
  bodyZh: true,
} as const
type Row = Prisma.MacroGetPayload<{ select: typeof columns }>

const scopeOf = ({ ownerId, teamId }: Pick<Row, 'ownerId' | 'teamId'>): MacroScope =>
  ownerId !== null ? { for: 'me' } : teamId !== null ? { for: 'team', teamId } : { for: 'everyone' }

const contentOf = (row: Row) => ({
  name: row.name,
  scope: scopeOf(row),
  kind: replyKindSchema.parse(row.kind),
  then: saveMacroSchema.shape.then.parse(row.then),
  promiseMinutes: row.promiseMinutes,
  bodies: { en: row.bodyEn, 'zh-CN': row.bodyZh },
})

const sharedFacts = (row: { ownerId: string | null; team: Row['team'] }) => ({
  ownerId: row.ownerId,
  memberIds: row.team?.members.map(({ userId }) => userId) ?? [],
})

/** Everyone's macros, those of the viewer's teams (of all teams for managers), and the viewer's own. */
const usableBy = (viewer: PersonActor): Prisma.MacroWhereInput => ({
  removedAt: null,
  OR: [
    { ownerId: viewer.userId },
    { ownerId: null, teamId: null },
    {
      team: can(viewer, ticketRights.readAllMacros)
        ? { isNot: null }
        : { members: { some: { userId: viewer.userId } } },
    },
  ],
})

/** Returns the macros that the viewer can use, by name, with both texts. */
export async function readMacros(ctx: ServiceContext, actor: Actor): Promise<MacroView[]> {
  const viewer = authorise(actor, ticketRights.useMacros)
  const rows = await ctx.db.macro.findMany({
    where: usableBy(viewer),
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: maxMacros,
    select: columns,
  })
  return rows.map((row) => {
    const content = contentOf(row)
    return {
      id: row.id,
      ...content,
      team: row.team?.name ?? null,
      revision: revisionOf(content),
      mayChange: can(viewer, ticketRights.changeMacro, sharedFacts(row)),
    }
  })
}

/** Returns the columns of a scope. @throws DomainError INVALID `unknownTeam` */
async function placeOf(client: Client, viewer: PersonActor, scope: MacroScope) {
  if (scope.for === 'me') return { ownerId: viewer.userId, teamId: null, team: null }
  if (scope.for === 'everyone') return { ownerId: null, teamId: null, team: null }
  const team = await client.team.findUnique({ where: { id: scope.teamId }, select: columns.team.select })
  if (!team) throw invalid('unknownTeam', 'scope')
  return { ownerId: null, teamId: scope.teamId, team }
}

/**
 * Creates or edits a macro. Personal ones belong to their author; a team's are changed by its members, everyone's by
 * managers, who may change a team's too.
 * @throws DomainError NOT_FOUND for a macro that the viewer cannot use, FORBIDDEN for one, or a scope, that they may
 * not change, CONFLICT `staleSettings` when somebody else changed it since, INVALID `unknownTeam`
 */
export async function saveMacro(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof saveMacroSchema>,
): Promise<{ id: string }> {
  const viewer = authorise(actor, ticketRights.useMacros)
  const { id, basedOn, scope, bodies, ...rest } = input
  return unitOfWork(ctx, viewer, async ({ tx, now }) => {
    const { team, ...place } = await placeOf(tx, viewer, scope)
    authorise(viewer, ticketRights.changeMacro, sharedFacts({ ownerId: place.ownerId, team }))
    const columnsToWrite = { ...rest, ...place, bodyEn: bodies.en, bodyZh: bodies['zh-CN'], changedAt: now }
    const current = await lockMacro(tx, viewer, id)
    if (!current) {
      if (basedOn) throw notFound(id)
      await tx.macro.create({ data: { id, ...columnsToWrite }, select: { id: true } })
      return { id }
    }
    authorise(viewer, ticketRights.changeMacro, sharedFacts(current))
    if (mayApply(contentOf(current), { ...rest, scope, bodies }, basedOn))
      await tx.macro.updateMany({ where: { id }, data: columnsToWrite })
    return { id }
  })
}

/** Locks a macro; null when there is none. @throws DomainError NOT_FOUND for one that the viewer cannot use */
async function lockMacro(tx: Tx, viewer: PersonActor, id: string): Promise<Row | null> {
  const found = await tx.$queryRaw<unknown[]>`select 1 from "Macro" where "id" = ${id}::uuid for update`
  if (found.length === 0) return null
  const row = await tx.macro.findFirst({ where: { AND: [{ id }, usableBy(viewer)] }, select: columns })
  if (!row) throw notFound(id)
  return row
}

/**
 * Removes a macro; replies that were written with it stay as they are. Removing it twice changes nothing.
 * @throws DomainError NOT_FOUND, FORBIDDEN as `saveMacro`
 */
export async function removeMacro(
  ctx: ServiceContext,
  actor: Actor,
  { id }: z.output<typeof removeMacroSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.useMacros)
  await unitOfWork(ctx, viewer, async ({ tx, now }) => {
    const current = await lockMacro(tx, viewer, id)
    if (!current) throw new DomainError('NOT_FOUND', 'notFound')
    authorise(viewer, ticketRights.changeMacro, sharedFacts(current))
    await tx.macro.updateMany({ where: { id }, data: { removedAt: now } })
  })
}
