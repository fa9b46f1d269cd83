import { viewerOfRequest } from '@/server/accounts/sign-in/session-cookie'
import { DomainError } from '@/server/infra/errors'
import { runtime } from '@/server/infra/runtime'
import { receiveFile } from '@/server/tickets/attachments/attachments'
import { limits } from '@/server/tickets/facts'
import { keptInput } from '@/server/tickets/secrets/schema'
import { BodyTooLarge, boundedRequest } from '../bounded'
import { refusal } from './refusal'

export const dynamic = 'force-dynamic'

/** Limit of a form with a file of 25 MB; one with a larger Content-Length is not read at all. */
const maxBytes = limits.attachmentBytes + 64 * 1024

const tooLarge = () => new DomainError('INVALID', 'fileTooLarge')

/** Reads the form; null when the body is not a form. */
async function formOf(request: Request): Promise<FormData | null> {
  const bounded = boundedRequest(request, maxBytes)
  if (!bounded) throw tooLarge()
  try {
    return await bounded.formData()
  } catch (error) {
    if (error instanceof BodyTooLarge) throw tooLarge()
    return null
  }
}

export async function POST(request: Request) {
  try {
    const viewer = await viewerOfRequest(request.headers)
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'signInFirst')
    // A form of another site cannot forge this header, which the browser sets.
    if (request.headers.get('sec-fetch-site') === 'cross-site') throw new DomainError('FORBIDDEN', 'forbidden')
    const form = await formOf(request)
    const file = form?.get('file')
    if (!form || !(file instanceof File)) throw new DomainError('INVALID', 'invalid')
    const text = (name: string) => {
      const value = form.get(name)
      return typeof value === 'string' && value !== '' ? value : undefined
    }
    const kept = keptInput.safeParse(form.getAll('kept'))
    if (!kept.success) throw new DomainError('INVALID', 'invalid')
    const { db, now, enqueue } = runtime()
    const stored = await receiveFile(
      { db, now, enqueue },
      viewer,
      { organisationId: text('organisationId'), reference: text('reference') },
      file,
      kept.data,
    )
    return Response.json(stored, { status: 201 })
  } catch (error) {
    return refusal(error)
  }
}
