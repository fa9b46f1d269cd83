import { ticketRights } from '../rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import { isStaff, type Actor, type PersonActor } from '@/server/vocabulary/rights/actor'
import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import { limits as limitsOf, takePoint } from '@/server/accounts/sign-in/limits'
import { requireUploadBytes } from '@/server/accounts/writing-limits'
import { DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import {
  FileTooLarge,
  hasRoomFor,
  readStoredFile,
  readStoredStart,
  removeStaleUploads,
  removeStoredFile,
  storeFile,
} from '@/server/integrations/storage/storage'
import { toFileName, toMessage } from '@/server/vocabulary/text'
import { contentTypeOf, previewBytes, previewOf } from './file-types.rules'
import { isKeptForMessage } from '../drafts/queries'
import { maskFile } from '../secrets/mask-file'
import { digestFile } from '../record/ledger.rules'
import type { AttachmentView } from './schema'
import { limits } from '../facts'
import { referenceSchema } from '../schema'
import { visibleTo } from '../queries'

/** An uploaded file that is about to be attached to an event. */
export interface ReadyFile {
  id: string
  salt: Uint8Array<ArrayBuffer>
  digest: string
}

/**
 * Returns uploaded files with new salts and digests, ready to be attached to an event (SEMANTICS §4). A file belongs to
 * at most one event, and only its uploader may attach it.
 * @throws DomainError INVALID `attachmentMissing` when a file is not the viewer's, or is attached or erased
 */
export async function readyFiles(
  tx: Tx,
  input: { ids: readonly string[]; viewerId: string; organisationId: string },
): Promise<ReadyFile[]> {
  if (input.ids.length === 0) return []
  const ids = [...new Set(input.ids)]
  const rows = await tx.attachment.findMany({
    where: {
      id: { in: ids },
      uploaderId: input.viewerId,
      organisationId: input.organisationId,
      eventId: null,
      erasedAt: null,
    },
    select: { id: true, fileName: true, contentType: true, size: true, sha256: true },
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => {
    const row = byId.get(id)
    if (!row) throw invalid('attachmentMissing', 'attachmentIds')
    const salt = Uint8Array.from(randomBytes(32))
    const { fileName: name, contentType: type, size, sha256 } = row
    return { id, salt, digest: digestFile(salt, { name, type, size, sha256 }) }
  })
}

/** Returns the part of an event's facts that lists its files; empty when there are none. */
export const factsOfFiles = (files: readonly ReadyFile[]): { attachments?: string[] } =>
  files.length === 0 ? {} : { attachments: files.map((file) => file.digest) }

/** Attaches files to their event. @throws DomainError INVALID `attachmentMissing` when another form took one first */
export async function attachFiles(
  tx: Tx,
  files: readonly ReadyFile[],
  event: { ticketId: string; eventId: string; staffOnly: boolean },
): Promise<void> {
  for (const { id, salt, digest } of files) {
    const taken = await tx.attachment.updateMany({
      where: { id, eventId: null, erasedAt: null },
      data: { ...event, salt, digest },
    })
    if (taken.count !== 1) throw invalid('attachmentMissing', 'attachmentIds')
  }
}

/** Makes an event's files inaccessible and returns their ids; the caller removes the bytes after the commit. */
export async function eraseFiles(tx: Tx, eventId: string, now: Date): Promise<string[]> {
  const files = await tx.attachment.findMany({ where: { eventId }, select: { id: true } })
  await tx.attachment.updateMany({
    where: { eventId },
    data: { eventId: null, ticketId: null, fileName: '', sha256: '', salt: null, digest: null, erasedAt: now },
  })
  return files.map((file) => file.id)
}

/** Uploaded files that are not attached within this many days are removed, unless they wait in a draft or message. */
const uploadDays = 7

/** What a process that died has left of uploads, before their secrets were masked, is deleted after this time. */
const incomingMs = 24 * 60 * 60_000

/** Files that are over: erased, or uploaded long ago and neither sent nor part of a draft or a message that waits. */
const over = (now: Date) => Prisma.sql`a."eventId" is null and (a."erasedAt" is not null or (
  a."createdAt" < ${new Date(now.getTime() - uploadDays * 86_400_000)}::timestamptz and not ${isKeptForMessage}))`

/** The same files as SQL: since when each waits to be removed. One that was erased still has its bytes until then. */
export const waitingFiles = Prisma.sql`
  select a."id"::text as "itemId", coalesce(a."erasedAt", a."createdAt" + make_interval(days => ${uploadDays}::int)) as "at"
  from "Attachment" a where a."eventId" is null and (a."erasedAt" is not null or not ${isKeptForMessage})`

/** Returns the ids of files that were erased, or uploaded but never attached, for the sweep to remove. */
export async function dueFiles(ctx: ServiceContext, limit: number): Promise<string[]> {
  await removeStaleUploads(new Date(ctx.now().getTime() - incomingMs))
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    select a."id"::text as "id" from "Attachment" a where ${over(ctx.now())} limit ${limit}`
  return rows.map((row) => row.id)
}

/** Removes an unattached or erased file: first the bytes, then the row, so that the sweep retries after a crash. */
export async function removeFile(ctx: ServiceContext, id: string): Promise<void> {
  const now = ctx.now()
  // From here on no form can attach it.
  const count = await ctx.db.$executeRaw`
    update "Attachment" a set "erasedAt" = ${now}::timestamptz where a."id" = ${id}::uuid and ${over(now)}`
  if (count === 0) return
  await removeStoredFile(id)
  await ctx.db.attachment.deleteMany({ where: { id, eventId: null } })
}

/**
 * Stores an uploaded file of up to 25 MiB for an organisation of the uploader (staff: any), to be attached to a later
 * message. Any content is accepted; see server/tickets/attachments/file-types.rules.ts. Secrets in a customer's text files
 * are masked, except those whose digests are `kept`; until then the bytes are only in a temporary file.
 * @throws DomainError NOT_FOUND for another organisation or ticket, INVALID `fileTooLarge` or `fileEmpty`, RATE_LIMITED
 * `tooManyFiles`, UNAVAILABLE `diskFull`
 */
export async function receiveFile(
  ctx: ServiceContext,
  actor: Actor,
  target: { organisationId?: string; reference?: string },
  file: { name: string; type: string; stream: () => ReadableStream<Uint8Array> },
  kept: readonly string[] = [],
): Promise<AttachmentView> {
  const viewer = admit(actor, ticketRights.uploadFile)
  const organisationId = await targetOrganisation(ctx, viewer, target)
  if (!(await takePoint(ctx, `uploads:${viewer.userId}`, limitsOf.uploads)))
    throw new DomainError('RATE_LIMITED', 'tooManyFiles')
  // A full disk would stop the database, and with it every page.
  if (!(await hasRoomFor(limits.attachmentBytes))) throw new DomainError('UNAVAILABLE', 'diskFull')
  const id = randomUUID()
  try {
    const rewrite = isStaff(viewer) ? undefined : maskFile(new Set(kept))
    const stored = await storeFile(id, file.stream(), limits.attachmentBytes, rewrite)
    if (stored.size === 0) throw invalid('fileEmpty', 'file')
    await requireUploadBytes(ctx, organisationId, stored.size)
    const contentType = contentTypeOf(file.type, stored.sniffed)
    const fileName = toFileName(file.name)
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

const isUuid = (text: string) => z.uuid().safeParse(text).success

async function targetOrganisation(
  ctx: ServiceContext,
  viewer: PersonActor,
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
  if (!id || !isUuid(id)) throw notFound(id)
  authorise(viewer, ticketRights.uploadFile, { organisationId: id })
  const organisation = await ctx.db.organisation.findFirst({ where: { id, archivedAt: null }, select: { id: true } })
  if (!organisation) throw notFound(id)
  return id
}

/** Selects the ticket facts that decide whether the viewer may see it. */
async function readersOf(client: Client, id: string, viewerId: string) {
  const { watchers, ...ticket } = await client.ticket.findUniqueOrThrow({
    where: { id },
    select: {
      organisationId: true,
      filerId: true,
      watchers: { where: { userId: viewerId }, select: { userId: true } },
    },
  })
  return { ...ticket, watcherIds: watchers.map(({ userId }) => userId) }
}

/**
 * Returns a file with its content, for readers of its ticket (an unattached one: for its uploader).
 * @throws DomainError NOT_FOUND
 */
export async function openFile(
  ctx: ServiceContext,
  actor: Actor,
  id: string,
): Promise<AttachmentView & { content: () => ReadableStream<Uint8Array> }> {
  const viewer = admit(actor, ticketRights.openFile)
  const attachment = await ctx.db.attachment.findUnique({ where: { id } })
  if (!attachment || attachment.erasedAt) throw notFound(id)
  const { uploaderId, staffOnly, ticketId } = attachment
  const ticket = ticketId === null ? null : await readersOf(ctx.db, ticketId, viewer.userId)
  authorise(viewer, ticketRights.openFile, { uploaderId, staffOnly, ticket })
  const { fileName, contentType, size } = attachment
  return { id, fileName, contentType, size, content: () => readStoredFile(id) }
}

/**
 * Returns the beginning of a file as text, under the same rights as `openFile`; null when its bytes are not text.
 * @throws DomainError NOT_FOUND
 */
export async function previewFile(
  ctx: ServiceContext,
  actor: Actor,
  id: string,
): Promise<{ text: string; isWhole: boolean } | null> {
  const viewer = admit(actor, ticketRights.openFile)
  const { size } = await openFile(ctx, viewer, id)
  const isWhole = size <= previewBytes
  const text = previewOf(await readStoredStart(id, previewBytes), isWhole)
  return text === null ? null : { text: toMessage(text), isWhole }
}
