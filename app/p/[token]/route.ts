import { z } from 'zod'
import { boundedRequest } from '@/app/api/bounded'
import { DomainError } from '@/server/errors'
import { runtime } from '@/server/infra/runtime'
import { acknowledgeByToken, actByToken, type PageByToken, pageByToken } from '@/server/paging/link-service'
import { readPagedTicket } from '@/server/tickets/paged-ticket-service'
import { acknowledgePage, snoozeMinutes, unknownPage } from './acknowledge-page'

/** Which notification carried the link. */
const carriers = z.enum(['link', 'push', 'chat', 'sms'])
/** What the page's forms send; a notification that acknowledges by itself sends nothing. */
const asked = z.discriminatedUnion('do', [
  z.object({ do: z.literal('acknowledge') }),
  z.object({ do: z.literal('snooze') }),
  z.object({ do: z.literal('hand'), to: z.uuid() }),
  z.object({ do: z.literal('join') }),
])
const mostBytes = 4 * 1024

export const dynamic = 'force-dynamic'

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
}

async function answer(page: PageByToken, status = 200, refused = false): Promise<Response> {
  const { db, env, now } = runtime()
  const ticket = page.ticketId === null ? null : await readPagedTicket(db, page.ticketId)
  const url = `${env.PUBLIC_URL}/desk/${page.drill ? 'oncall' : `tickets/${page.about.reference}`}`
  return new Response(acknowledgePage({ page, ticket, url, now: now(), refused }), { status, headers })
}

const unknown = (request: Request) =>
  new Response(unknownPage(request.headers.get('accept-language'), `${runtime().env.PUBLIC_URL}/signin`), {
    status: 404,
    headers,
  })

/** Shows the page; a scanner that fetches the link changes nothing. */
export async function GET(request: Request, { params }: { params: Promise<{ token: string }> }) {
  const page = await pageByToken(runtime().db, (await params).token)
  return page ? answer(page) : unknown(request)
}

async function askedOf(request: Request): Promise<z.output<typeof asked>> {
  const text =
    (await boundedRequest(request, mostBytes)
      ?.text()
      .catch(() => '')) ?? ''
  // Whatever else arrives by a link that somebody was woken with is an acknowledgement.
  return asked.catch({ do: 'acknowledge' }).parse(Object.fromEntries(new URLSearchParams(text)))
}

/**
 * Acknowledges, and tells at once whether somebody was faster; or snoozes, hands on, helps. 409 when the page was given
 * to somebody else: a notification that acknowledges by itself then opens the page, so that nobody believes they have it.
 */
export async function POST(request: Request, { params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const { db, now, enqueue } = runtime()
  const ctx = { db, now, enqueue }
  const wanted = await askedOf(request)
  if (wanted.do === 'acknowledge') {
    const via = carriers.catch('link').parse(new URL(request.url).searchParams.get('via'))
    const { outcome } = await acknowledgeByToken(ctx, token, via)
    const page = outcome === 'unknown' ? null : await pageByToken(db, token)
    return page ? answer(page, outcome === 'reassigned' ? 409 : 200) : unknown(request)
  }
  let refused = false
  try {
    await actByToken(
      ctx,
      token,
      wanted.do === 'hand'
        ? { kind: 'hand', toId: wanted.to }
        : wanted.do === 'snooze'
          ? { kind: 'snooze', minutes: snoozeMinutes }
          : { kind: 'join' },
    )
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    // Closed meanwhile, which the page says; or nobody can be reached.
    refused = true
  }
  const page = await pageByToken(db, token)
  return page ? answer(page, refused ? 409 : 200, refused) : unknown(request)
}
