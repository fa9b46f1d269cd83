import { orUnavailable } from '@/app/_server/outage'
import { runtime } from '@/server/infra/runtime'
import { feedByToken } from '@/server/oncall/feed/feeds'
import { calendarText } from '@/server/oncall/feed/calendar.rules'
import { translatorOf } from '@/server/words/translators'

export const dynamic = 'force-dynamic'

/** A private calendar feed. The secret is in its URL, because calendar programs cannot sign in. */
async function show(_: Request, { params }: { params: Promise<{ token: string }> }) {
  const token = (await params).token.replace(/\.ics$/, '')
  const { db, now, enqueue } = runtime()
  const feed = await feedByToken({ db, now, enqueue }, token)
  if (!feed) return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } })
  const t = translatorOf(feed.locale, 'oncall.feed')
  const name = feed.schedule === null ? t('calendarOwn') : t('calendarOf', { schedule: feed.schedule })
  const events = feed.events.map((event) => ({ ...event, summary: t('shift', { name: event.summary }) }))
  return new Response(calendarText({ name, madeAt: feed.madeAt, events }), {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'inline; filename="on-call.ics"',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}

export const GET = orUnavailable(show)
