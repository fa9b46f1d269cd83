import { z } from 'zod'
import { viewerOfRequest } from '@/server/accounts/session'
import { DomainError, notFound } from '@/server/errors'
import { runtime } from '@/server/infra/runtime'
import { openFile } from '@/server/tickets/attachments-service'
import { shownInline } from '@/server/tickets/rules/file-types'
import { refusal } from '../refusal'

export const dynamic = 'force-dynamic'

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  try {
    const viewer = await viewerOfRequest(request.headers)
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'signInFirst')
    const id = z.uuid().safeParse((await params).id)
    if (!id.success) throw notFound()
    const { db, now, enqueue } = runtime()
    const file = await openFile({ db, now, enqueue }, viewer, id.data)
    const how = shownInline(file.contentType) ? 'inline' : 'attachment'
    // Kept by the browser, but asked for each time: a session ends, and a file may be erased.
    const kept = { etag: `"${id.data}"`, 'cache-control': 'private, no-cache' }
    if (request.headers.get('if-none-match') === kept.etag) return new Response(null, { status: 304, headers: kept })
    return new Response(file.content(), {
      headers: {
        'content-type': file.contentType,
        'content-length': String(file.size),
        'content-disposition': `${how}; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        ...kept,
      },
    })
  } catch (error) {
    return refusal(error)
  }
}
