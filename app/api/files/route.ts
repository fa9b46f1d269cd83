import { viewerOfRequest } from '@/server/accounts/session'
import { DomainError } from '@/server/errors'
import { runtime } from '@/server/infra/runtime'
import { receiveFile } from '@/server/tickets/attachments-service'
import { limits } from '@/server/tickets/schema'
import { refusal } from './refusal'

export const dynamic = 'force-dynamic'

/** A form around 25 MB: what is longer by its own account is not even read. */
const mostBytes = limits.attachmentBytes + 64 * 1024

/** The form, read to the limit and no further, whatever its sender says of its length; null when it is no form. */
async function boundedForm(request: Request): Promise<FormData | null> {
  let bytes = 0
  const bounded = request.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength
        if (bytes > mostBytes) controller.error(new Error('too large'))
        else controller.enqueue(chunk)
      },
    }),
  )
  const type = request.headers.get('content-type') ?? ''
  const form = await new Response(bounded, { headers: { 'content-type': type } }).formData().catch(() => null)
  if (bytes > mostBytes) throw new DomainError('INVALID', 'fileTooLarge')
  return form
}

export async function POST(request: Request) {
  try {
    const viewer = await viewerOfRequest(request.headers)
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'signInFirst')
    // Another site's form cannot make this header say so.
    if (request.headers.get('sec-fetch-site') === 'cross-site') throw new DomainError('FORBIDDEN', 'forbidden')
    if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw new DomainError('INVALID', 'fileTooLarge')
    const form = await boundedForm(request)
    const file = form?.get('file')
    if (!form || !(file instanceof File)) throw new DomainError('INVALID', 'invalid')
    const text = (name: string) => {
      const value = form.get(name)
      return typeof value === 'string' && value !== '' ? value : undefined
    }
    const { db, now, enqueue } = runtime()
    const stored = await receiveFile(
      { db, now, enqueue },
      viewer,
      { organisationId: text('organisationId'), reference: text('reference') },
      file,
    )
    return Response.json(stored, { status: 201 })
  } catch (error) {
    return refusal(error)
  }
}
