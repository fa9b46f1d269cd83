import { refusal } from '@/app/api/files/refusal'
import { addressOf } from '@/server/accounts/rules'
import { viewerOfRequest } from '@/server/accounts/sign-in/session-cookie'
import { DomainError, notFound } from '@/server/infra/errors'
import { runtime } from '@/server/infra/runtime'
import { exportTicket } from '@/server/tickets/record/export'
import { referenceSchema } from '@/server/tickets/schema'

export const dynamic = 'force-dynamic'

/**
 * Returns the ticket's record as a file (docs/formats.md); `?staff=1` adds the staff chain for those who may see it.
 */
export async function GET(request: Request, { params }: { params: Promise<{ reference: string }> }) {
  try {
    const viewer = await viewerOfRequest(request.headers)
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'signInFirst')
    const reference = referenceSchema.safeParse((await params).reference)
    if (!reference.success) throw notFound()
    const { env, db, now, enqueue } = runtime()
    const address = addressOf(request.headers, env.TRUST_PROXY === 'on')
    const withStaffChain = new URL(request.url).searchParams.get('staff') === '1'
    const record = await exportTicket({ db, now, enqueue, address }, viewer, reference.data, withStaffChain)
    // Sent with a Content-Length, so that the browser rejects an incomplete download.
    const body = Buffer.from(`${JSON.stringify(record, null, 2)}\n`)
    return new Response(body, {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(body.byteLength),
        'content-disposition': `attachment; filename="${record.ticket}.ledger.json"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      },
    })
  } catch (error) {
    return refusal(error)
  }
}
