import { z } from 'zod'
import { viewerOfRequest } from '@/server/accounts/sign-in/session-cookie'
import { DomainError, notFound } from '@/server/infra/errors'
import { runtime } from '@/server/infra/runtime'
import { openFile } from '@/server/tickets/attachments/attachments'
import { isShownInline } from '@/server/tickets/attachments/file-types.rules'
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
    const how = isShownInline(file.contentType) ? 'inline' : 'attachment'
    return new Response(file.content(), {
      headers: {
        'content-type': file.contentType,
        'content-length': String(file.size),
        'content-disposition': `${how}; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        // Not cached anywhere, because the session may end and the file may be erased.
        'cache-control': 'private, no-store',
      },
    })
  } catch (error) {
    return refusal(error)
  }
}
