import { randomUUID } from 'node:crypto'
import { isStaff, membershipIn, type Viewer } from '@/server/accounts/schema'
import { DomainError, invalid, notFound } from '@/server/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db'
import { FileTooLarge, readStoredFile, removeStoredFile, storeFile } from '@/server/integrations/storage/service'
import { contentTypeOf } from './rules/file-types'
import { type AttachmentView, limits, referenceSchema } from './schema'
import { visibleTo } from './store'

/** Claims uploaded files for an event; a file belongs to one event, and only its uploader may attach it. */
export async function takeAttachments(
  tx: Tx,
  input: {
    ids: readonly string[]
    viewerId: string
    organisationId: string
    ticketId: string
    eventId: string
    staffOnly: boolean
  },
): Promise<void> {
  if (input.ids.length === 0) return
  const ids = [...new Set(input.ids)]
  const taken = await tx.attachment.updateMany({
    where: { id: { in: ids }, uploaderId: input.viewerId, organisationId: input.organisationId, eventId: null },
    data: { ticketId: input.ticketId, eventId: input.eventId, staffOnly: input.staffOnly },
  })
  if (taken.count !== ids.length) throw invalid('attachmentMissing', 'attachmentIds')
}

/**
 * Takes a file to 25 MB for an organisation of one's own (staff: any), to be attached by the next message.
 * @throws DomainError NOT_FOUND for another organisation, INVALID `fileTooLarge`, `fileEmpty` or `fileTypeLies`
 */
export async function receiveFile(
  ctx: ServiceContext,
  viewer: Viewer,
  target: { organisationId?: string; reference?: string },
  file: { name: string; type: string; stream: () => ReadableStream<Uint8Array> },
): Promise<AttachmentView> {
  const organisationId = await targetOrganisation(ctx, viewer, target)
  const id = randomUUID()
  try {
    const stored = await storeFile(id, file.stream(), limits.attachmentBytes)
    if (stored.size === 0) throw invalid('fileEmpty', 'file')
    const contentType = contentTypeOf(file.type, stored.sniffed)
    if (contentType === null) throw invalid('fileTypeLies', 'file')
    const fileName = file.name.replace(/[\u0000-\u001f/\\]/g, '_').slice(-200) || 'file'
    await ctx.db.attachment.create({
      data: {
        id,
        organisationId,
        uploaderId: viewer.userId,
        fileName,
        contentType,
        size: stored.size,
        sha256: stored.sha256,
        createdAt: ctx.now(),
      },
      select: { id: true },
    })
    return { id, fileName, contentType, size: stored.size }
  } catch (error) {
    await removeStoredFile(id)
    if (error instanceof FileTooLarge) throw invalid('fileTooLarge', 'file')
    throw error
  }
}

async function targetOrganisation(
  ctx: ServiceContext,
  viewer: Viewer,
  target: { organisationId?: string; reference?: string },
): Promise<string> {
  if (target.reference) {
    const reference = referenceSchema.safeParse(target.reference)
    const ticket = reference.success
      ? await ctx.db.ticket.findFirst({
          where: { AND: [{ reference: reference.data }, visibleTo(viewer)] },
          select: { organisationId: true },
        })
      : null
    if (!ticket) throw notFound(target.reference)
    return ticket.organisationId
  }
  const id = target.organisationId
  if (!id || (!isStaff(viewer) && !membershipIn(viewer, id))) throw notFound(id)
  const organisation = await ctx.db.organisation
    .findFirst({ where: { id, archivedAt: null }, select: { id: true } })
    .catch(() => null)
  if (!organisation) throw notFound(id)
  return id
}

/** A file and its content, for who may see its ticket; an unattached one only for its uploader. @throws NOT_FOUND */
export async function openFile(
  ctx: ServiceContext,
  viewer: Viewer,
  id: string,
): Promise<AttachmentView & { content: ReadableStream<Uint8Array> }> {
  const attachment = await ctx.db.attachment.findUnique({ where: { id } })
  if (!attachment) throw new DomainError('NOT_FOUND', 'notFound')
  const mine = attachment.uploaderId === viewer.userId
  const allowed = attachment.ticketId
    ? (!attachment.staffOnly || isStaff(viewer)) &&
      (await ctx.db.ticket.count({ where: { AND: [{ id: attachment.ticketId }, visibleTo(viewer)] } })) > 0
    : mine
  if (!allowed) throw notFound(id)
  const { fileName, contentType, size } = attachment
  return { id, fileName, contentType, size, content: readStoredFile(id) }
}
