import { z } from 'zod'
import { runtime } from '@/server/infra/runtime'
import { acknowledgeByToken, type PageByToken, pageByToken } from '@/server/paging/service'
import { acknowledgePage, unknownPage } from './acknowledge-page'

/** Which notification carried the link. */
const carriers = z.enum(['link', 'push', 'chat', 'sms'])

export const dynamic = 'force-dynamic'

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
}

function answer(page: PageByToken, status = 200): Response {
  const taken = page.state === 'acknowledged'
  const body = acknowledgePage({
    locale: page.engineer.locale === 'zh-CN' ? 'zh-CN' : 'en',
    timeZone: page.engineer.timeZone,
    severity: page.severity,
    drill: page.drill,
    ...page.about,
    openedAt: page.openedAt,
    ticketUrl: `${runtime().env.PUBLIC_URL}/desk/${page.drill ? 'oncall' : `tickets/${page.about.reference}`}`,
    state:
      page.state === 'closed' || page.state === 'reassigned'
        ? page.state
        : !taken
          ? 'waiting'
          : page.acknowledgedBy?.id === page.engineer.id
            ? 'yours'
            : 'taken',
    takenBy: (page.reassignedTo ?? page.acknowledgedBy)?.name,
    takenAt: page.acknowledgedAt,
  })
  return new Response(body, { status, headers })
}

const unknown = (request: Request) =>
  new Response(unknownPage(request.headers.get('accept-language')), { status: 404, headers })

/** Shows the page; a scanner that fetches the link changes nothing. */
export async function GET(request: Request, { params }: { params: Promise<{ token: string }> }) {
  const page = await pageByToken(runtime().db, (await params).token)
  return page ? answer(page) : unknown(request)
}

/**
 * Acknowledges, and tells at once whether somebody was faster. 409 when the page was given to somebody else: a
 * notification that acknowledges by itself then opens the page, so that nobody believes they have it.
 */
export async function POST(request: Request, { params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const { db, now, enqueue } = runtime()
  const via = carriers.catch('link').parse(new URL(request.url).searchParams.get('via'))
  const { outcome } = await acknowledgeByToken({ db, now, enqueue }, token, via)
  const page = outcome === 'unknown' ? null : await pageByToken(db, token)
  return page ? answer(page, outcome === 'reassigned' ? 409 : 200) : unknown(request)
}
