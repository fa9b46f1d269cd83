import { orUnavailable } from '@/app/_server/outage'
import { boundedRequest } from '@/app/api/bounded'
import { viewerById } from '@/server/accounts/sign-in/options'
import { can } from '@/server/vocabulary/rights/rights'
import { DomainError } from '@/server/infra/errors'
import { runtime } from '@/server/infra/runtime'
import { ticketRights } from '@/server/tickets/rights.rules'
import { readRatingToken } from '@/server/tickets/ratings/links'
import { rateTicket, readRateable } from '@/server/tickets/ratings/ratings'
import { linkedRatingSchema } from '@/server/tickets/ratings/schema'
import { plainPageHeaders } from '../../[token]/document'
import { renderRatingPage, renderRatingUnknown } from './rating-page'

const maxBytes = 16 * 1024

export const dynamic = 'force-dynamic'

type Params = { params: Promise<{ token: string }> }

/** Returns the person of the link with their present rights, and the ticket; null when either is gone. */
async function addressed({ params }: Params) {
  const { db, now, isTimeTrusted, enqueue } = runtime()
  const ctx = { db, now, isTimeTrusted, enqueue }
  const token = readRatingToken((await params).token, ctx.now())
  const viewer = token && (await viewerById(ctx.db, token.userId))
  const ticket = viewer && can(viewer, ticketRights.rate) ? await readRateable(ctx, viewer, token.ticketId) : null
  return viewer && ticket ? { ctx, viewer, ticket } : null
}

const html = (text: string, status = 200) => new Response(text, { status, headers: plainPageHeaders })

const unknown = async (request: Request) =>
  html(await renderRatingUnknown(request.headers.get('accept-language'), `${runtime().env.PUBLIC_URL}/signin`), 404)

/** Shows the form with the rating of the address chosen; a GET request, for example by a mail scanner, changes nothing. */
async function show(request: Request, params: Params) {
  const found = await addressed(params)
  if (!found) return unknown(request)
  const wanted = linkedRatingSchema.shape.rating.safeParse(new URL(request.url).searchParams.get('rating'))
  const { viewer, ticket } = found
  return html(
    await renderRatingPage({
      viewer,
      ticket,
      rating: wanted.data ?? ticket.rating,
      comment: ticket.comment,
      state: 'asking',
      ticketUrl: `${runtime().env.PUBLIC_URL}/tickets/${ticket.reference}`,
    }),
  )
}

/** Records the rating as the person of the link, by the same function and rights as the ticket's own screen. */
async function send(request: Request, params: Params) {
  const found = await addressed(params)
  if (!found) return unknown(request)
  const { ctx, viewer, ticket } = found
  const text =
    (await boundedRequest(request, maxBytes)
      ?.text()
      .catch(() => '')) ?? ''
  const fields = new URLSearchParams(text)
  const input = linkedRatingSchema.safeParse(Object.fromEntries(fields))
  const page = {
    viewer,
    ticket,
    rating: input.data?.rating ?? null,
    comment: input.data?.comment ?? fields.get('comment') ?? '',
    ticketUrl: `${runtime().env.PUBLIC_URL}/tickets/${ticket.reference}`,
  }
  if (!input.success) return html(await renderRatingPage({ ...page, state: 'invalid' }), 400)
  try {
    await rateTicket(ctx, viewer, { reference: ticket.reference, ...input.data })
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return html(await renderRatingPage({ ...page, state: 'refused' }), 409)
  }
  return html(await renderRatingPage({ ...page, state: 'done' }))
}

export const GET = orUnavailable(show)

export const POST = orUnavailable(send)
