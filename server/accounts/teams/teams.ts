import { accountsRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { auditAct } from '../audit'
import { z } from 'zod'
import { DomainError, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { type Client, isUniqueViolation, type Tx } from '@/server/infra/db/db'
import { mayApply, revisionOf } from '@/server/infra/input/revision'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { oneLine } from '@/server/vocabulary/schemas/text'
import { requireStaff, staffNow } from '../staff'

/** Teams of engineers, which escalation policies call together or in turn. */

/**
 * Returns the members in order of their turns, by team id; of all teams when `ids` is absent. Members who are no longer
 * on staff keep their place, so that nobody else's turn moves; find them with `absentAmong`.
 */
export async function teamMembers(client: Client, ids?: readonly string[]): Promise<Map<string, string[]>> {
  if (ids?.length === 0) return new Map()
  const rows = await client.team.findMany({
    where: ids ? { id: { in: [...new Set(ids)] } } : {},
    select: {
      id: true,
      members: { orderBy: { position: 'asc' }, select: { userId: true } },
    },
  })
  return new Map(rows.map((row) => [row.id, row.members.map((member) => member.userId)]))
}

export interface TeamView {
  id: string
  name: string
  members: { id: string; name: string }[]
  /** Revision of this content; the next save sends it as `basedOn`. */
  revision: string
}

/** Returns every team, by name, with its members in order of their turns. */
export async function readTeams(ctx: Pick<ServiceContext, 'db'>, actor: Actor): Promise<TeamView[]> {
  authorise(actor, accountsRights.readTeams)
  return selectTeams(ctx.db)
}

async function selectTeams(client: Client, id?: string): Promise<TeamView[]> {
  const rows = await client.team.findMany({
    where: id === undefined ? undefined : { id },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      name: true,
      members: {
        where: { user: staffNow() },
        orderBy: { position: 'asc' },
        select: { user: { select: { id: true, name: true } } },
      },
    },
  })
  return rows.map(({ members, ...row }) => {
    const people = members.map(({ user }) => user)
    return { ...row, members: people, revision: revisionOf(teamContent(row.name, people)) }
  })
}

/** Returns the fields that an edit of a team replaces. */
const teamContent = (name: string, members: readonly { id: string }[]) => ({
  name,
  members: members.map(({ id }) => id),
})

/** Decides, holding the team's lock, whether a save may be applied; see `mayApply`. */
async function mayChangeTeam(tx: Tx, input: z.output<typeof saveTeamSchema> & { id: string }, memberIds: string[]) {
  await tx.$queryRaw`select 1 from "Team" where "id" = ${input.id}::uuid for update`
  const [current] = await selectTeams(tx, input.id)
  if (!current) throw notFound(input.id)
  const wanted = { name: input.name, members: memberIds }
  return mayApply(teamContent(current.name, current.members), wanted, input.basedOn)
}

export const saveTeamSchema = z.object({
  id: z.uuid().nullish(),
  /** The id of a new team, created by the form: a repeated request creates it only once. */
  clientKey: z.uuid().nullish(),
  /** The revision that the form was loaded with. */
  basedOn: z.string().max(40).nullish(),
  name: oneLine(60),
  memberIds: z.array(z.uuid()).max(50),
})

/**
 * Creates or edits a team; its members take turns in the order given. Open pages use the change from their next step
 * on.
 * @throws DomainError INVALID `unknownPerson`; CONFLICT `teamNameTaken`, `staleSettings`
 */
export async function saveTeam(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof saveTeamSchema>,
): Promise<{ id: string }> {
  authorise(actor, accountsRights.changeTeams)
  const memberIds = [...new Set(input.memberIds)]
  try {
    return await unitOfWork(ctx, actor, async (work) => {
      const { tx } = work
      await auditAct(
        work,
        ctx,
        'team.saved',
        { type: 'team', id: input.id ?? input.clientKey ?? '' },
        { name: input.name, memberIds },
      )
      await requireStaff(tx, memberIds, 'memberIds')
      const members = memberIds.map((userId, position) => ({ userId, position }))
      // A form that is sent again after a lost answer edits what it has created.
      const existing = input.clientKey ? await tx.team.count({ where: { id: input.clientKey } }) : 0
      const id = input.id ?? (existing > 0 ? input.clientKey : null)
      if (!id)
        return tx.team.create({
          data: {
            id: input.clientKey ?? undefined,
            name: input.name,
            createdAt: ctx.now(),
            members: { create: members },
          },
          select: { id: true },
        })
      if (!(await mayChangeTeam(tx, { ...input, id }, memberIds))) return { id }
      await tx.team.updateMany({ where: { id }, data: { name: input.name } })
      await tx.teamMember.deleteMany({ where: { teamId: id } })
      await tx.teamMember.createMany({ data: members.map((member) => ({ teamId: id, ...member })) })
      return { id }
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError('CONFLICT', 'teamNameTaken', { field: 'name' })
    throw error
  }
}
