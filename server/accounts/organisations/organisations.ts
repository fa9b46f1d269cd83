import { accountsRights } from '../rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { can } from '@/server/vocabulary/rights/rights'
import { auditAct } from '../audit'
import { conflict, DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { type Client, isUniqueViolation } from '@/server/infra/db/db'
import { mayApply, revisionOf } from '@/server/infra/input/revision'
import type { z } from 'zod'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { cancelUnreadableMails } from '../people/waiting-mails'
import {
  type createProjectInput,
  type OrganisationInput,
  type OrganisationView,
  type ProjectView,
  type updateOrganisationInput,
  type updateProjectInput,
  type openToMembersInput,
} from '../schema'
import {
  insertProject,
  listOrganisations,
  listProjects,
  lockOrganisation,
  lockProject,
  organisationById,
  projectById,
  type StoredProject,
  updateProjectRow,
} from '../queries'

/** Returns every organisation to an actor who may read all, else those that the actor belongs to. */
export async function organisations(ctx: ServiceContext, actor: Actor): Promise<OrganisationView[]> {
  const viewer = authorise(actor, accountsRights.readOrganisations)
  if (can(actor, accountsRights.readEveryOrganisation)) return listOrganisations(ctx.db)
  return listOrganisations(
    ctx.db,
    viewer.memberships.map((membership) => membership.organisationId),
  )
}

/** Returns the support plans, oldest first. */
export async function plans(ctx: ServiceContext, actor: Actor) {
  authorise(actor, accountsRights.readEveryOrganisation)
  return ctx.db.plan.findMany({
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true, key: true, name: true },
  })
}

async function requirePlan(ctx: ServiceContext, planId: string | null): Promise<void> {
  if (planId && !(await ctx.db.plan.findUnique({ where: { id: planId }, select: { id: true } }))) {
    throw new DomainError('INVALID', 'unknownPlan', { field: 'planId' })
  }
}

const keyTakenError = () => new DomainError('CONFLICT', 'organisationKeyTaken', { field: 'key' })

/**
 * Creates an organisation. Idempotent by `clientKey`: a repeated call updates the name and plan of the first one.
 * @throws DomainError CONFLICT when the key is taken (an archived organisation keeps its key).
 */
export async function createOrganisation(
  ctx: ServiceContext,
  actor: Actor,
  input: OrganisationInput,
): Promise<{ id: string }> {
  authorise(actor, accountsRights.changeOrganisations)
  await requirePlan(ctx, input.planId)
  const { clientKey, ...fields } = input
  const existing = () => ctx.db.organisation.findFirst({ where: { id: clientKey ?? '' }, select: { id: true } })
  try {
    return await unitOfWork(ctx, actor, async (work) => {
      const { tx, now } = work
      const organisation = await tx.organisation.create({
        data: { ...fields, id: clientKey ?? undefined, createdAt: now },
        select: { id: true },
      })
      const { name, key, planId } = fields
      await auditAct(
        work,
        ctx,
        'organisation.created',
        { type: 'organisation', id: organisation.id },
        { name, key, planId },
      )
      return organisation
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    // A form that is sent again after a lost answer edits what it has created; the key never changes.
    const earlier = clientKey ? await existing() : null
    if (!earlier) throw keyTakenError()
    await updateOrganisation(ctx, actor, { organisationId: earlier.id, name: fields.name, planId: fields.planId })
    return earlier
  }
}

/**
 * Changes name and plan. The key never changes, because ticket references begin with it. Open tickets keep the policy
 * version that they were filed under.
 * @throws DomainError NOT_FOUND; INVALID `unknownPlan`; CONFLICT `staleSettings`
 */
export async function updateOrganisation(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof updateOrganisationInput>,
): Promise<void> {
  authorise(actor, accountsRights.changeOrganisations)
  await requirePlan(ctx, input.planId)
  const { organisationId: id, name, planId } = input
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await auditAct(work, ctx, 'organisation.changed', { type: 'organisation', id: input.organisationId })
    await lockOrganisation(tx, id)
    const current = await tx.organisation.findUnique({ where: { id }, select: { name: true, planId: true } })
    if (!current) throw notFound(`organisation ${id}`)
    if (!mayApply(current, { name, planId }, input.basedOn)) return
    await tx.organisation.update({ where: { id }, data: { name, planId }, select: { id: true } })
  })
}

/**
 * Archives an organisation or restores it. Members of an archived one keep their accounts, but no longer see its
 * tickets.
 * @throws DomainError NOT_FOUND; CONFLICT `vendorStays` for the vendor's own organisation
 */
export async function archiveOrganisation(
  ctx: ServiceContext,
  actor: Actor,
  input: { organisationId: string; archived: boolean },
): Promise<void> {
  authorise(actor, accountsRights.changeOrganisations)
  const organisation = await organisationById(ctx.db, input.organisationId)
  if (!organisation) throw notFound(`organisation ${input.organisationId}`)
  if (organisation.isVendor) throw conflict('vendorStays')
  await unitOfWork(ctx, actor, async (work) => {
    await auditAct(
      work,
      ctx,
      'organisation.archived',
      { type: 'organisation', id: input.organisationId },
      { archived: input.archived },
    )
    const { memberships } = await work.tx.organisation.update({
      where: { id: organisation.id },
      data: { archivedAt: input.archived ? (organisation.archivedAt ?? ctx.now()) : null },
      select: { memberships: { distinct: ['userId'], select: { userId: true } } },
    })
    // Open streams check again what their reader may see.
    for (const { userId } of memberships) {
      work.live({ kind: 'session', userId })
      if (input.archived) await cancelUnreadableMails(work.tx, userId)
    }
  })
}

/**
 * Lets every member of an organisation read all of its tickets, or ends that. Off at first. Members then reply like the
 * filer; closing a ticket stays with its filer and the leads.
 * @throws DomainError NOT_FOUND; CONFLICT `vendorStays` for the vendor's own organisation
 */
export async function openToMembers(
  ctx: ServiceContext,
  actor: Actor,
  { organisationId, isOpen }: z.output<typeof openToMembersInput>,
): Promise<void> {
  authorise(actor, accountsRights.openToMembers, { organisationId })
  const organisation = await organisationById(ctx.db, organisationId)
  if (!organisation) throw notFound(`organisation ${organisationId}`)
  if (organisation.isVendor) throw conflict('vendorStays')
  await unitOfWork(ctx, actor, async (work) => {
    await auditAct(work, ctx, 'organisation.opened', { type: 'organisation', id: organisationId }, { isOpen })
    const { memberships } = await work.tx.organisation.update({
      where: { id: organisationId },
      data: { isOpen },
      select: { memberships: { distinct: ['userId'], select: { userId: true } } },
    })
    // Open streams check again what their reader may see.
    for (const { userId } of memberships) work.live({ kind: 'session', userId })
  })
}

/** Returns an organisation's projects to its members and to staff. */
export async function projects(ctx: ServiceContext, actor: Actor, organisationId: string): Promise<ProjectView[]> {
  authorise(actor, accountsRights.readProjects, { organisationId })
  if (!(await organisationById(ctx.db, organisationId))) throw notFound(`organisation ${organisationId}`)
  return (await listProjects(ctx.db, organisationId)).map((project) => projectViewFor(actor, project))
}

/** Returns a project as the actor may see it: the vendor's team is hidden from customers. */
function projectViewFor(actor: Actor, project: StoredProject): ProjectView {
  const seen = can(actor, accountsRights.seeTeamOfProject) ? project : { ...project, teamId: null }
  return { ...seen, revision: revisionOf(projectContent(seen)) }
}

/** Returns the fields that an edit of a project replaces. */
const projectContent = (project: Omit<StoredProject, 'id' | 'organisationId' | 'archivedAt'>) => ({
  name: project.name,
  appId: project.appId,
  products: project.products,
  scenario: project.scenario,
  platforms: project.platforms,
  sdkVersion: project.sdkVersion,
  regions: project.regions,
  carriers: project.carriers,
  teamId: project.teamId,
})

async function requireTeam(ctx: ServiceContext, actor: Actor, teamId: string | null | undefined): Promise<void> {
  if (teamId === undefined) return
  authorise(actor, accountsRights.seeTeamOfProject)
  if (teamId !== null && (await ctx.db.team.count({ where: { id: teamId } })) === 0)
    throw invalid('unknownTeam', 'teamId')
}

/**
 * Creates a project. Idempotent by `clientKey`: a repeated call updates the first one.
 * @throws DomainError NOT_FOUND; INVALID `unknownTeam`; FORBIDDEN when a customer names a team
 */
export async function createProject(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof createProjectInput>,
): Promise<ProjectView> {
  const { organisationId, clientKey, ...project } = input
  authorise(actor, accountsRights.changeProjects, { organisationId })
  if (!(await organisationById(ctx.db, organisationId))) throw notFound(`organisation ${organisationId}`)
  await requireTeam(ctx, actor, project.teamId)
  const existing = clientKey ? await projectById(ctx.db, clientKey) : null
  if (existing) {
    // The form was sent again after a lost answer. Another organisation's project is reported as not found.
    if (existing.organisationId !== organisationId) throw notFound(`project ${existing.id}`)
    return updateProject(ctx, actor, { ...project, projectId: existing.id })
  }
  return unitOfWork(ctx, actor, async (work) => {
    const { tx, now } = work
    const place = { id: clientKey ?? undefined, organisationId, now }
    const created = await insertProject(tx, place, project)
    await auditAct(
      work,
      ctx,
      'project.created',
      { type: 'project', id: created.id },
      { name: project.name, organisationId },
    )
    return projectViewFor(actor, created)
  })
}

async function requireProject(client: Client, actor: Actor, projectId: string): Promise<StoredProject> {
  const project = await projectById(client, projectId)
  if (!project) throw notFound(`project ${projectId}`)
  authorise(actor, accountsRights.changeProjects, project)
  return project
}

/**
 * Replaces a project's environment profile.
 * @throws DomainError NOT_FOUND; INVALID `unknownTeam`; FORBIDDEN when a customer names a team; CONFLICT
 * `staleSettings`
 */
export async function updateProject(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof updateProjectInput>,
): Promise<ProjectView> {
  admit(actor, accountsRights.changeProjects)
  const { projectId, basedOn, ...project } = input
  await requireProject(ctx.db, actor, projectId)
  await requireTeam(ctx, actor, project.teamId)
  return unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await auditAct(work, ctx, 'project.changed', { type: 'project', id: input.projectId })
    await lockProject(tx, projectId)
    const current = projectViewFor(actor, await requireProject(tx, actor, projectId))
    const wanted = { ...project, teamId: project.teamId === undefined ? current.teamId : project.teamId }
    if (!mayApply(projectContent(current), projectContent(wanted), basedOn)) return current
    const { teamId, ...fields } = projectContent(wanted)
    const data = project.teamId === undefined ? fields : { ...fields, teamId }
    return projectViewFor(actor, await updateProjectRow(tx, projectId, data))
  })
}

/** Archives a project or restores it. An archived project accepts no new tickets and keeps its old ones. */
export async function archiveProject(
  ctx: ServiceContext,
  actor: Actor,
  input: { projectId: string; archived: boolean },
): Promise<ProjectView> {
  admit(actor, accountsRights.changeProjects)
  const { projectId, archived } = input
  return unitOfWork(ctx, actor, async (work) => {
    const { tx, now } = work
    await requireProject(tx, actor, projectId)
    await auditAct(work, ctx, 'project.archived', { type: 'project', id: projectId }, { archived })
    return projectViewFor(actor, await updateProjectRow(tx, projectId, { archivedAt: archived ? now : null }))
  })
}
