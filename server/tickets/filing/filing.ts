import { can } from '@/server/vocabulary/rights/rights'
import { ticketRights } from '../rights.rules'
import { admit } from '@/server/infra/rights/authorise'
import { type Actor, type PersonActor } from '@/server/vocabulary/rights/actor'
import { requireFiling } from '@/server/accounts/writing-limits'
import { conflict, DomainError, invalid } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { isUniqueViolation } from '@/server/infra/db/db'
import { policyInForce } from '@/server/sla/clocks/clocks'
import { requireSameForm, type SentForm, sentForm } from '../change/form'
import { openTicket } from '../change/open-ticket'
import { maskInput } from '../secrets/mask-input.rules'
import { subjectFrom } from '../conversation/conduct.rules'
import type { FileTicket } from './schema'
import { limits } from '../facts'
import { storedRegion } from '@/server/vocabulary/region/region.rules'
import { readFilingPlace } from '../routing/in-force'
import { selectByClientKey, visibleTo } from '../queries'

/** What the filer writes; secrets in it are masked before anything else. */
const writtenFields = [
  'body',
  'subject',
  'sdkVersion',
  'region',
  'carrier',
  'errorCodes',
  'channelId',
  'userIds',
] as const

/**
 * Files a ticket once per `clientKey`, however often it is sent (a double click, a retry after a lost response), even
 * with files and even when the project has changed meanwhile.
 * @throws DomainError as `fileNewTicket`; CONFLICT `keyReused` when the key was used for other content or by others
 */
export async function fileTicket(ctx: ServiceContext, actor: Actor, given: FileTicket): Promise<{ reference: string }> {
  const viewer = admit(actor, ticketRights.file)
  const input = maskInput(given, writtenFields)
  const { clientKey, kept: _kept, draftId: _draftId, ...content } = input
  const form = sentForm('file', viewer, clientKey, content)!
  try {
    return await fileNewTicket(ctx, viewer, input, form)
  } catch (error) {
    // Whatever the refusal, a ticket already filed with this key is the result. Looked up only after a failure, because
    // filing is the hot path.
    if (!isUniqueViolation(error) && !(error instanceof DomainError)) throw error
    const filed = await selectByClientKey(ctx.db, clientKey)
    if (!filed) throw error
    if (filed.filerId !== viewer.userId) throw conflict('keyReused', clientKey)
    requireSameForm(filed.clientDigest, form)
    return { reference: filed.reference }
  }
}

/**
 * Checks what the form says against the project, its organisation and its policy, routes the ticket and files it.
 * @throws DomainError INVALID when the viewer may not file for the project (the same for an unknown one), UNAVAILABLE
 * when the organisation has no plan or the plan has no policy in force
 */
async function fileNewTicket(
  ctx: ServiceContext,
  viewer: PersonActor,
  input: FileTicket,
  form: SentForm,
): Promise<{ reference: string }> {
  const context = await readFilingPlace(ctx.db, viewer, input.projectId)
  if (!context || !can(viewer, ticketRights.file, context)) throw invalid('unknownProject', 'projectId')
  await requireFiling(ctx, viewer, context.organisationId, input.severity)
  if (!context.planId) throw new DomainError('UNAVAILABLE', 'noPlan')
  const { planId, organisationId } = context
  const policy = await policyInForce(ctx.db, planId, input.product ?? null, ctx.now())
  const followUpOfId = input.followUpOf ? await followedUp(ctx, viewer, input.followUpOf, organisationId) : null

  const { product = null, scenario, severity, body } = input
  const region = storedRegion(input.region)
  const subject = input.subject || subjectFrom(body, limits.subject)
  // The text is written, so every rule can decide.
  const routed = context.route({ product, scenario, region, severity, text: { subject, body } })!

  return openTicket(ctx, viewer, {
    organisation: { id: organisationId, key: context.organisationKey, name: context.organisationName },
    policy,
    severity,
    body,
    routed,
    attachmentIds: input.attachmentIds,
    form,
    draft: { form: 'filing', reference: input.followUpOf ?? null, draftId: input.draftId },
    columns: {
      projectId: input.projectId,
      subject,
      product,
      scenario,
      platforms: input.platforms,
      sdkVersion: input.sdkVersion,
      region,
      carrier: input.carrier,
      errorCodes: input.errorCodes,
      channelId: input.channelId,
      userIds: input.userIds,
      startedAt: input.startedAt ?? null,
      ...(input.impact ? { impact: input.impact } : {}),
      followUpOfId,
    },
  })
}

/**
 * Returns the id of the closed ticket that a new one follows up. A ticket that is not closed cannot be followed up: a
 * reply reopens it and keeps its promises (SEMANTICS §1.6, §5), which a second ticket would duplicate.
 * @throws DomainError INVALID `unknownTicket` or `followUpOfOpen` on the field `followUpOf`
 */
async function followedUp(
  ctx: ServiceContext,
  viewer: PersonActor,
  reference: string,
  organisationId: string,
): Promise<string> {
  const earlier = await ctx.db.ticket.findFirst({
    where: { AND: [{ reference, organisationId }, visibleTo(viewer)] },
    select: { id: true, status: true },
  })
  if (!earlier) throw invalid('unknownTicket', 'followUpOf')
  if (earlier.status !== 'closed') throw invalid('followUpOfOpen', 'followUpOf')
  return earlier.id
}
