import { z } from 'zod'
import { viewerOfRequest } from '@/server/accounts/sign-in/session-cookie'
import { DomainError, notFound } from '@/server/infra/errors'
import { runtime } from '@/server/infra/runtime'
import { previewFile } from '@/server/tickets/attachments/attachments'
import { refusal } from '../../refusal'

export const dynamic = 'force-dynamic'

/** Returns the first lines of a file as JSON to those who may open the file; 204 when it is not text. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  try {
    const viewer = await viewerOfRequest(request.headers)
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'signInFirst')
    const id = z.uuid().safeParse((await params).id)
    if (!id.success) throw notFound()
    const { db, now, enqueue } = runtime()
    const preview = await previewFile({ db, now, enqueue }, viewer, id.data)
    const headers = { 'cache-control': 'private, no-store' }
    return preview ? Response.json(preview, { headers }) : new Response(null, { status: 204, headers })
  } catch (error) {
    return refusal(error)
  }
}
