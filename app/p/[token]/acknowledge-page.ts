import { listFormat } from '@/server/vocabulary/list'
import type { Severity } from '@/server/vocabulary/severity'
import type { PageByToken } from '@/server/paging/answering/links'
import type { PagedTicket } from '@/server/tickets/reading/paged-ticket'
import { localeOf } from '@/server/words/language'
import { timesFor } from '@/server/words/times'
import { fieldName, translatorOf } from '@/server/words/translators'
import { style } from './style'

/** Minutes of the only snooze offered here; the desk has more choices. */
export const snoozeMinutes = 5

/** Data of the page; plain text, which is escaped only here. */
export interface AcknowledgeView {
  page: PageByToken
  /** Null for a drill. */
  ticket: PagedTicket | null
  /** URL of the ticket, or, for a drill, of the past drills. */
  url: string
  now: Date
  /** Whether the requested action could not be done. */
  refused?: boolean
  /** Whether somebody other than the link's engineer is signed in; the page then offers no actions. */
  isOtherPerson?: boolean
}

const escaped: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => escaped[sign] ?? sign)

const html = (locale: string, title: string, body: string) =>
  `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>`

/** Severity icons, the same as on every screen. */
const shapes: Record<Severity, string> = {
  S1: '<path d="M4.6 1h4.8L13 4.6v4.8L9.4 13H4.6L1 9.4V4.6z" fill="currentColor" stroke-width="1"/>',
  S2: '<path d="M7 2 13 12H1z"/>',
  S3: '<circle cx="7" cy="7" r="5"/>',
  S4: '<path d="M3 7h8"/>',
}
const glyph = (severity: Severity) =>
  `<svg width="18" height="18" viewBox="0 0 14 14" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round" aria-hidden="true">${shapes[severity]}</svg>`
const box = (title: string, text: string, kind = 'told') =>
  `<div class="${kind}" role="status"><b>${escapeHtml(title)}</b>${escapeHtml(text)}</div>`
const button = (label: string, values: Record<string, string>, look = '') => {
  const [[name, value] = ['do', 'acknowledge'], ...hidden] = Object.entries(values)
  const fields = hidden.map(([key, held]) => `<input type="hidden" name="${key}" value="${escapeHtml(held)}">`).join('')
  return `<form method="post">${fields}<button${look && ` class="${look}"`} name="${name}" value="${value}">${escapeHtml(label)}</button></form>`
}

/** Renders the acknowledge page: plain HTML and forms without script, usable with one hand and a bad connection. */
export function acknowledgePage({ page, ticket, url, now, refused, isOtherPerson }: AcknowledgeView): string {
  const { engineer, drill, about } = page
  const locale = localeOf(engineer.locale)
  const t = translatorOf(locale, 'acknowledge')
  const field = translatorOf(locale, 'field')
  const times = timesFor(engineer)
  const time = (at: Date) => times.near(at, now)
  /** How long ago, in one unit, as on the screens. */
  const ago = (at: Date) => {
    const common = translatorOf(locale, 'common')
    const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
    if (minutes < 1) return common('justNow')
    const hours = Math.floor(minutes / 60)
    const length =
      minutes < 60
        ? common('length.minutes', { m: minutes })
        : hours < 24
          ? common('length.hours', { h: hours })
          : common('length.days', { d: Math.floor(hours / 24) })
    return common('ago', { length })
  }

  const state = (() => {
    if (page.state === 'closed' || page.state === 'reassigned') return page.state
    if (page.state !== 'acknowledged') return 'waiting'
    if (page.acknowledgedBy?.id === engineer.id) return page.snoozedUntil ? 'snoozed' : 'yours'
    return page.helps ? 'helping' : 'taken'
  })()
  const by = { name: (page.reassignedTo ?? page.acknowledgedBy)?.name ?? '' }
  const at = { time: page.acknowledgedAt ? time(page.acknowledgedAt) : '' }
  const outcomeText = {
    waiting: () => '',
    yours: () => box(t('yours'), t(drill ? 'drillDone' : 'yoursHint', at)),
    snoozed: () => box(t('snoozed'), t('snoozedHint', { time: page.snoozedUntil ? time(page.snoozedUntil) : '' })),
    taken: () => box(t('taken', by), t('takenHint', at)),
    helping: () => box(t('helping'), t('helpingHint', by)),
    reassigned: () => box(t('reassigned', by), t('reassignedHint')),
    closed: () => box(t('closed'), t(drill ? 'drillOver' : 'closedHint')),
  }[state]()

  const promise = () => {
    const due = ticket?.due
    // The due time is shown only to a reader who may still have to act.
    if (!due || !['waiting', 'yours', 'snoozed'].includes(state)) return ''
    const metric = field(`metric.${due.metric}`)
    if (due.at <= now) return box(t('wasDue', { metric, time: time(due.at) }), t('late'), 'told late')
    const answers = due.metric === 'first_response' || due.metric === 'next_response'
    return answers
      ? box(t('dueBy', { time: time(due.at) }), t('promised', { metric }), 'due')
      : box(t('dueOther', { metric, time: time(due.at) }), t('promised', { metric }), 'due')
  }

  const known = (map: 'product' | 'scenario' | 'platform', key: string | null) =>
    key ? fieldName(locale, map, key) : ''
  const list = (parts: string[]) => parts.filter(Boolean).join(locale === 'en' ? ', ' : '、')
  const facts: [string, string][] = ticket
    ? [
        [t('filed'), t('ago', { time: time(ticket.filedAt), ago: ago(ticket.filedAt) })],
        [t('product'), known('product', ticket.product)],
        [t('scenario'), known('scenario', ticket.scenario)],
        [t('region'), list([ticket.region, ticket.carrier])],
        [t('sdk'), list([ticket.sdkVersion, ...ticket.platforms.map((one) => known('platform', one))])],
        [t('users'), ticket.users ? t(`usersAre.${ticket.users}`) : ''],
      ]
    : []
  const rows = [[t('opened'), time(page.openedAt)] as [string, string], ...facts]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
  const link = `<dt>${escapeHtml(t(drill ? 'drillLabel' : 'ticket'))}</dt><dd><a href="${escapeHtml(url)}">${escapeHtml(t(drill ? 'drillSeen' : 'open'))}</a></dd>`

  const note = () => {
    if (drill) return t('drillNote')
    const { next } = page
    if (!next) return t('note')
    const when = { time: time(next.at) }
    if (next.kind === 'persist') return t('nextPersist', when)
    if (next.kind === 'unanswered') return t('nextUnanswered', when)
    const people = listFormat(locale).format(next.people.map(({ name }) => name))
    return t('nextNotify', { ...when, people, count: next.people.length })
  }
  const openTicket = () => {
    const due = ticket?.due
    const answers = due && due.at > now && (due.metric === 'first_response' || due.metric === 'next_response')
    const label = answers ? t('openAndAnswerBy', { time: time(due.at) }) : t('openAndAnswer')
    return `<a class="go" href="${escapeHtml(url)}">${escapeHtml(label)}</a>`
  }
  const actions = () => {
    if (isOtherPerson) return `<p class="note" role="alert">${escapeHtml(t('anothers', { name: engineer.name }))}</p>`
    if ((state === 'yours' || state === 'snoozed' || state === 'helping') && !drill) return openTicket()
    if (state === 'taken' && !drill) return button(t('join'), { do: 'join' }, 'quiet')
    if (state !== 'waiting') return ''
    const other = page.next?.people.find(({ id }) => id !== engineer.id)
    const more = drill
      ? ''
      : `<div class="two">${other ? button(t('hand', { name: other.name.split(' ')[0] ?? other.name }), { do: 'hand', to: other.id }, 'quiet') : ''}${button(t('snooze', { minutes: snoozeMinutes }), { do: 'snooze' }, 'quiet')}</div>`
    return `${refused ? `<p class="note" role="alert">${escapeHtml(t('refused'))}</p>` : ''}${button(t('acknowledge'), { do: 'acknowledge' })}${more}<p class="note">${escapeHtml(note())}</p>`
  }
  const mark = drill ? t('drill') : page.severity
  const head = drill
    ? `<span class="sev">${escapeHtml(mark)} ${escapeHtml(t('drillKind'))}</span>`
    : `<span class="sev ${page.severity}">${glyph(page.severity)} ${page.severity} ${escapeHtml(t(`severity.${page.severity}`))}</span>`
  return html(
    locale,
    `${mark} ${about.reference}`,
    `<header>${head}<span>${escapeHtml(about.reference)}</span></header>
${outcomeText}${promise()}<h1>${escapeHtml(drill ? t('drillSubject') : about.subject)}</h1><p class="org">${escapeHtml(list([about.organisation, ticket?.plan ?? '']))}</p>
${ticket?.excerpt ? `<p class="words" dir="auto">${escapeHtml(ticket.excerpt)}</p>` : ''}<dl>${rows.join('')}${link}</dl><div class="acts">${actions()}</div>`,
  )
}

/** Renders the answer for a closed page, without any details of it. */
export function closedPage(engineerLocale: string, signInUrl: string): string {
  const locale = localeOf(engineerLocale)
  const t = translatorOf(locale, 'acknowledge')
  return html(
    locale,
    t('closed'),
    `<h1>${escapeHtml(t('closed'))}</h1><p class="org">${escapeHtml(t('closedHint'))}</p><p><a href="${escapeHtml(signInUrl)}">${escapeHtml(t('signIn'))}</a></p>`,
  )
}

/** Renders the answer for a link that never existed or whose account is gone. */
export function unknownPage(acceptLanguage: string | null, signInUrl: string): string {
  const locale = /^zh/i.test(acceptLanguage ?? '') ? 'zh-CN' : 'en'
  const t = translatorOf(locale, 'acknowledge')
  return html(
    locale,
    t('unknown'),
    `<h1>${escapeHtml(t('unknown'))}</h1><p class="org">${escapeHtml(t('unknownHint'))}</p><p><a href="${escapeHtml(signInUrl)}">${escapeHtml(t('signIn'))}</a></p>`,
  )
}
