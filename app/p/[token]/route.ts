import { z } from 'zod'
import { orUnavailable } from '@/app/_server/outage'
import { boundedRequest } from '@/app/api/bounded'
import { DomainError } from '@/server/infra/errors'
import { viewerOfRequest } from '@/server/accounts/sign-in/session-cookie'
import { runtime, vitalContext } from '@/server/infra/runtime'
import { acknowledgeByToken, actByToken, type PageByToken, pageByToken } from '@/server/paging/answering/links'
import { readPagedTicket } from '@/server/tickets/reading/paged-ticket'
import { renderAcknowledgePage, snoozeMinutes } from './acknowledge-page'
import { plainPageHeaders, renderClosedPage, renderUnknown } from './document'

/** The kind of notification that contained the link. */
const carriers = z.enum(['link', 'push', 'chat', 'sms'])
/** Input of the page's forms; a notification's own Acknowledge button sends none. */
const formInput = z.discriminatedUnion('do', [
  z.object({ do: z.literal('acknowledge') }),
  z.object({ do: z.literal('snooze') }),
  z.object({ do: z.literal('hand'), to: z.uuid() }),
  z.object({ do: z.literal('join') }),
])
const maxBytes = 4 * 1024

export const dynamic = 'force-dynamic'

/**
 * Tells whether somebody other than the link's engineer is signed in in this browser, who may not use the link. Without
 * a session the link itself authorises, so that nobody has to sign in first at 02:00.
 */
async function isOtherPerson(request: Request, page: PageByToken): Promise<boolean> {
  if (!request.headers.get('cookie')) return false
  try {
    const viewer = await viewerOfRequest(request.headers)
    return viewer !== null && viewer.userId !== page.engineer.id
  } catch {
    // A failure to read the session must not prevent acknowledging.
    return false
  }
}

async function answer(
  page: PageByToken,
  {
    status = 200,
    refused = false,
    isOtherPerson = false,
  }: { status?: number; refused?: boolean; isOtherPerson?: boolean } = {},
): Promise<Response> {
  const { db, now } = vitalContext()
  const { env } = runtime()
  const signInUrl = `${env.PUBLIC_URL}/signin`
  if (page.state === 'closed' && !page.drill)
    return new Response(await renderClosedPage(page.engineer.locale, signInUrl), { status, headers: plainPageHeaders })
  const ticket = page.ticketId === null ? null : await readPagedTicket(db, page.ticketId)
  const url = `${env.PUBLIC_URL}/desk/${page.drill ? 'oncall' : `tickets/${page.about.reference}`}`
  const html = await renderAcknowledgePage({ page, ticket, url, now: now(), refused, isOtherPerson })
  return new Response(html, { status, headers: plainPageHeaders })
}

const unknown = async (request: Request) =>
  new Response(
    await renderUnknown('page', request.headers.get('accept-language'), `${runtime().env.PUBLIC_URL}/signin`),
    {
      status: 404,
      headers: plainPageHeaders,
    },
  )

/** Shows the page; a GET request, for example by a mail scanner, changes nothing. */
async function show(request: Request, { params }: { params: Promise<{ token: string }> }) {
  const { db, now } = vitalContext()
  const page = await pageByToken(db, (await params).token, now())
  return page ? answer(page, { isOtherPerson: await isOtherPerson(request, page) }) : unknown(request)
}

async function readForm(request: Request): Promise<z.output<typeof formInput>> {
  const text =
    (await boundedRequest(request, maxBytes)
      ?.text()
      .catch(() => '')) ?? ''
  // Any other input through the link counts as an acknowledgement.
  return formInput.catch({ do: 'acknowledge' }).parse(Object.fromEntries(new URLSearchParams(text)))
}

/**
 * Acknowledges, and reports whether somebody else was faster; or snoozes, reassigns or helps. Answers 409 when the page
 * was given to somebody else: a notification with its own button then opens the page, so that the engineer sees this.
 */
async function act(request: Request, { params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  // Uses the vital pool, because an acknowledgement must not wait behind requests.
  const ctx = vitalContext()
  const { db, now } = ctx
  const wanted = await readForm(request)
  const addressed = await pageByToken(db, token, now())
  if (addressed && (await isOtherPerson(request, addressed)))
    return answer(addressed, { status: 403, isOtherPerson: true })
  if (wanted.do === 'acknowledge') {
    const via = carriers.catch('link').parse(new URL(request.url).searchParams.get('via'))
    const { outcome } = await acknowledgeByToken(ctx, token, via)
    const page = outcome === 'unknown' ? null : await pageByToken(db, token, now())
    return page ? answer(page, { status: outcome === 'reassigned' ? 409 : 200 }) : unknown(request)
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
    // The page was closed meanwhile, which is shown; or nobody can be reached.
    refused = true
  }
  const page = await pageByToken(db, token, now())
  return page ? answer(page, { status: refused ? 409 : 200, refused }) : unknown(request)
}

export const GET = orUnavailable(show)

export const POST = orUnavailable(act)
