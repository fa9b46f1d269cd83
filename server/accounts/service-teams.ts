import { z } from 'zod'
import { DomainError, invalid, notFound } from '@/server/errors'
import type { ServiceContext } from '@/server/infra/context'
import { type Client, isUniqueViolation } from '@/server/infra/db'
import { unitOfWork } from '@/server/infra/unit-of-work'
import { oneLine } from '@/server/vocabulary/text'

/** Teams of engineers, who are called together or in turn. */

/** Members in order of their turns, by team; the deactivated left out. All teams without `ids`. */
export async function teamMembers(client: Client, ids?: readonly string[]): Promise<Map<string, string[]>> {
  if (ids?.length === 0) return new Map()
  const rows = await client.team.findMany({
    where: ids ? { id: { in: [...new Set(ids)] } } : {},
    select: {
      id: true,
      members: { where: { user: { deactivatedAt: null } }, orderBy: { position: 'asc' }, select: { userId: true } },
    },
  })
  return new Map(rows.map((row) => [row.id, row.members.map((member) => member.userId)]))
}

export interface TeamView {
  id: string
  name: string
  members: { id: string; name: string }[]
}

/** Every team by name, its members in order of their turns. */
export async function readTeams(ctx: Pick<ServiceContext, 'db'>): Promise<TeamView[]> {
  const rows = await ctx.db.team.findMany({
    orderBy: { name: 'asc' },
    select: {
      id: true,
      name: true,
      members: {
        where: { user: { deactivatedAt: null } },
        orderBy: { position: 'asc' },
        select: { user: { select: { id: true, name: true } } },
      },
    },
  })
  return rows.map((row) => ({ ...row, members: row.members.map(({ user }) => user) }))
}

export const saveTeamSchema = z.object({
  id: z.uuid().nullish(),
  name: oneLine(60),
  memberIds: z.array(z.uuid()).max(50),
})

/**
 * Makes or edits a team; its members take turns in the order given. Pages that are open follow from their next step on.
 * @throws DomainError INVALID `unknownPerson`; CONFLICT `teamNameTaken`
 */
export async function saveTeam(ctx: ServiceContext, input: z.output<typeof saveTeamSchema>): Promise<{ id: string }> {
  const memberIds = [...new Set(input.memberIds)]
  try {
    return await unitOfWork(ctx, async ({ tx }) => {
      const known = await tx.user.count({
        where: {
          id: { in: memberIds },
          deactivatedAt: null,
          memberships: { some: { organisation: { isVendor: true } } },
        },
      })
      if (known !== memberIds.length) throw invalid('unknownPerson', 'memberIds')
      const members = memberIds.map((userId, position) => ({ userId, position }))
      if (!input.id)
        return tx.team.create({
          data: { name: input.name, createdAt: ctx.now(), members: { create: members } },
          select: { id: true },
        })
      const found = await tx.team.updateMany({ where: { id: input.id }, data: { name: input.name } })
      if (found.count === 0) throw notFound(input.id)
      await tx.teamMember.deleteMany({ where: { teamId: input.id } })
      await tx.teamMember.createMany({ data: members.map((member) => ({ teamId: input.id!, ...member })) })
      return { id: input.id }
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError('CONFLICT', 'teamNameTaken', { field: 'name' })
    throw error
  }
}
