import type { z } from 'zod'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { conflict, invalid, notFound } from '@/server/infra/errors'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { oneOf } from '@/server/vocabulary/list'
import { queueViews } from '../facts'
import { searcherOf } from '../finding/compile'
import { ticketRights } from '../rights.rules'
import { readQuery } from '../search/query.rules'
import { tagKey } from '../tags/names.rules'
import { viewLimits } from './facts'
import { countSaved } from './saved-counts'
import type { removeViewSchema, SavedViews, saveViewSchema } from './schema'

/** Views that somebody sees: their own, and those of the teams that they belong to. */
const visibleViews = ({ userId }: PersonActor) => ({
  OR: [{ ownerId: userId }, { team: { members: { some: { userId } } } }],
})

/**
 * Returns the viewer's saved views, by name, with the number of tickets that each lists, as far as they can be counted in
 * time. A view whose search names a team that is gone says so.
 */
export async function readSavedViews(ctx: ServiceContext, actor: Actor): Promise<SavedViews> {
  const viewer = authorise(actor, ticketRights.keepViews)
  const [rows, teams] = await Promise.all([
    ctx.db.savedView.findMany({
      where: visibleViews(viewer),
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      select: { id: true, name: true, view: true, query: true, team: { select: { id: true, name: true } } },
    }),
    ctx.db.team.findMany({ orderBy: { name: 'asc' }, select: { id: true, name: true, members: true } }),
  ])
  const known = new Set(teams.map(({ name }) => tagKey(name)))
  const views = rows.map((row) => ({ ...row, view: oneOf(queueViews, row.view) ?? 'open' }))
  const counts = await countSaved(ctx, viewer, views)
  return {
    views: views.map((view, index) => ({
      ...view,
      count: counts[index] ?? null,
      goneTeams: teamsOf(view.query, viewer).filter((name) => !known.has(name)),
    })),
    teams: teams.flatMap(({ id, name, members }) =>
      members.some(({ userId }) => userId === viewer.userId) ? [{ id, name }] : [],
    ),
  }
}

/** Returns the names of teams that a search wants, in clean form and lower case. */
const teamsOf = (query: string, viewer: PersonActor): string[] =>
  readQuery(query, searcherOf(viewer)).filters.flatMap(({ key, negated, wanted }) =>
    key === 'team' && !negated ? wanted.map((name) => tagKey(String(name))) : [],
  )

/**
 * Saves a view of the queue, or changes one: its maker and, once it is shared, every member of its team may.
 * @throws DomainError INVALID `unknownTeam`; CONFLICT `tooManyViews`; NOT_FOUND
 */
export async function saveView(
  ctx: ServiceContext,
  actor: Actor,
  { id, ...view }: z.output<typeof saveViewSchema>,
): Promise<{ id: string }> {
  const viewer = authorise(actor, ticketRights.keepViews)
  return unitOfWork(ctx, viewer, async ({ tx, now }) => {
    if (view.teamId) await requireMember(tx, view.teamId, viewer.userId)
    if (id) {
      const { count } = await tx.savedView.updateMany({ where: { id, ...visibleViews(viewer) }, data: view })
      if (count === 0) throw notFound(id)
      return { id }
    }
    const mine = await tx.savedView.count({ where: { ownerId: viewer.userId } })
    if (mine >= viewLimits.perPerson) throw conflict('tooManyViews')
    return tx.savedView.create({ data: { ...view, ownerId: viewer.userId, createdAt: now }, select: { id: true } })
  })
}

async function requireMember(tx: Tx, teamId: string, userId: string): Promise<void> {
  if ((await tx.teamMember.count({ where: { teamId, userId } })) === 0) throw invalid('unknownTeam', 'teamId')
}

/** Removes a saved view; its maker and the members of its team may. @throws DomainError NOT_FOUND */
export async function removeView(
  ctx: ServiceContext,
  actor: Actor,
  { id }: z.output<typeof removeViewSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.keepViews)
  const { count } = await ctx.db.savedView.deleteMany({ where: { id, ...visibleViews(viewer) } })
  if (count === 0) throw notFound(id)
}
