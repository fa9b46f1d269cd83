import { conflict, DomainError, forbidden, invalid, notFound } from '@/server/errors'
import type { ServiceContext } from '@/server/infra/context'
import { isUniqueViolation } from '@/server/infra/db'
import { notifyLive } from '@/server/infra/live'
import { unitOfWork } from '@/server/infra/unit-of-work'
import { standingIn } from './rules'
import {
  isManager,
  isStaff,
  type OrganisationInput,
  type OrganisationView,
  type ProjectInput,
  type ProjectView,
  type Viewer,
} from './schema'
import {
  insertProject,
  listOrganisations,
  listProjects,
  organisationById,
  projectById,
  updateProjectRow,
} from './store'

/** Managers and administrators see all; everybody else the organisations they belong to. */
export async function organisations(ctx: ServiceContext, viewer: Viewer): Promise<OrganisationView[]> {
  if (isManager(viewer)) return listOrganisations(ctx.db)
  return listOrganisations(
    ctx.db,
    viewer.memberships.map((membership) => membership.organisationId),
  )
}

/** The support contracts there are, by name. */
export const plans = (ctx: ServiceContext) =>
  ctx.db.plan.findMany({ orderBy: { createdAt: 'asc' }, select: { id: true, key: true, name: true } })

async function requirePlan(ctx: ServiceContext, planId: string | null): Promise<void> {
  if (planId && !(await ctx.db.plan.findUnique({ where: { id: planId }, select: { id: true } }))) {
    throw new DomainError('INVALID', 'unknownPlan', { field: 'planId' })
  }
}

const keyTaken = () => new DomainError('CONFLICT', 'organisationKeyTaken', { field: 'key' })

/** @throws DomainError CONFLICT when the key is taken (an archived organisation keeps its key). */
export async function createOrganisation(ctx: ServiceContext, input: OrganisationInput): Promise<{ id: string }> {
  await requirePlan(ctx, input.planId)
  try {
    return await ctx.db.organisation.create({ data: { ...input, createdAt: ctx.now() }, select: { id: true } })
  } catch (error) {
    if (isUniqueViolation(error)) throw keyTaken()
    throw error
  }
}

/** Name and plan. The key stays for life: ticket references begin with it. Open tickets keep the promises they pinned. */
export async function updateOrganisation(
  ctx: ServiceContext,
  input: { organisationId: string; name: string; planId: string | null },
): Promise<void> {
  await requirePlan(ctx, input.planId)
  if (!(await organisationById(ctx.db, input.organisationId))) throw notFound(`organisation ${input.organisationId}`)
  const { name, planId } = input
  await ctx.db.organisation.update({
    where: { id: input.organisationId },
    data: { name, planId },
    select: { id: true },
  })
}

/** An archived organisation's members keep their accounts and lose its tickets; the vendor's own stays. */
export async function archiveOrganisation(
  ctx: ServiceContext,
  input: { organisationId: string; archived: boolean },
): Promise<void> {
  const organisation = await organisationById(ctx.db, input.organisationId)
  if (!organisation) throw notFound(`organisation ${input.organisationId}`)
  if (organisation.isVendor) throw conflict('vendorStays')
  await unitOfWork(ctx, async ({ tx }) => {
    const { memberships } = await tx.organisation.update({
      where: { id: organisation.id },
      data: { archivedAt: input.archived ? (organisation.archivedAt ?? ctx.now()) : null },
      select: { memberships: { distinct: ['userId'], select: { userId: true } } },
    })
    // What their streams may tell is asked again.
    for (const { userId } of memberships) await notifyLive(tx, { kind: 'session', userId })
  })
}

/** Members and staff may read an organisation's projects. */
export async function projects(ctx: ServiceContext, viewer: Viewer, organisationId: string): Promise<ProjectView[]> {
  if (standingIn(viewer, organisationId) === 'stranger') throw notFound(`organisation ${organisationId}`)
  if (!(await organisationById(ctx.db, organisationId))) throw notFound(`organisation ${organisationId}`)
  return (await listProjects(ctx.db, organisationId)).map((project) => seenBy(viewer, project))
}

/** Which of the vendor's teams looks after a project is the vendor's business. */
const seenBy = (viewer: Viewer, project: ProjectView): ProjectView =>
  isStaff(viewer) ? project : { ...project, teamId: null }

async function requireTeam(ctx: ServiceContext, viewer: Viewer, teamId: string | null | undefined): Promise<void> {
  if (teamId === undefined) return
  if (!isStaff(viewer)) throw forbidden()
  if (teamId !== null && (await ctx.db.team.count({ where: { id: teamId } })) === 0)
    throw invalid('unknownTeam', 'teamId')
}

function requireProjectEditor(viewer: Viewer, organisationId: string): void {
  const standing = standingIn(viewer, organisationId)
  if (standing === 'stranger') throw notFound(`organisation ${organisationId}`)
  if (standing !== 'administrator' && standing !== 'lead') throw forbidden()
}

/** @throws DomainError INVALID `unknownTeam`; FORBIDDEN when a customer names a team */
export async function createProject(
  ctx: ServiceContext,
  viewer: Viewer,
  input: ProjectInput & { organisationId: string },
): Promise<ProjectView> {
  const { organisationId, ...project } = input
  requireProjectEditor(viewer, organisationId)
  if (!(await organisationById(ctx.db, organisationId))) throw notFound(`organisation ${organisationId}`)
  await requireTeam(ctx, viewer, project.teamId)
  return seenBy(viewer, await insertProject(ctx.db, organisationId, project, ctx.now()))
}

async function requireProject(ctx: ServiceContext, viewer: Viewer, projectId: string): Promise<void> {
  const project = await projectById(ctx.db, projectId)
  if (!project) throw notFound(`project ${projectId}`)
  requireProjectEditor(viewer, project.organisationId)
}

/** @throws DomainError INVALID `unknownTeam`; FORBIDDEN when a customer names a team */
export async function updateProject(
  ctx: ServiceContext,
  viewer: Viewer,
  input: ProjectInput & { projectId: string },
): Promise<ProjectView> {
  const { projectId, ...project } = input
  await requireProject(ctx, viewer, projectId)
  await requireTeam(ctx, viewer, project.teamId)
  return seenBy(viewer, await updateProjectRow(ctx.db, projectId, project))
}

/** An archived project takes no new tickets; its old ones stay. */
export async function archiveProject(
  ctx: ServiceContext,
  viewer: Viewer,
  input: { projectId: string; archived: boolean },
): Promise<ProjectView> {
  await requireProject(ctx, viewer, input.projectId)
  return seenBy(
    viewer,
    await updateProjectRow(ctx.db, input.projectId, { archivedAt: input.archived ? ctx.now() : null }),
  )
}
