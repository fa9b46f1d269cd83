import { Fragment, type ReactNode } from 'react'
import { listFormat } from '@/server/vocabulary/list'
import type { Severity } from '@/server/vocabulary/severity'
import type { PageByToken } from '@/server/paging/answering/links'
import type { PagedTicket } from '@/server/tickets/reading/paged-ticket'
import { localeOf } from '@/server/words/language'
import { timesFor } from '@/server/words/times'
import { fieldName, translatorOf } from '@/server/words/translators'
import { renderDocument } from './document'
import { regionName } from '@/server/vocabulary/region/region.rules'

/** Minutes of the only snooze offered here; the desk has more choices. */
export const snoozeMinutes = 5

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

/** Severity icons, the same as on every screen. */
const shapes: Record<Severity, ReactNode> = {
  S1: <path d="M4.6 1h4.8L13 4.6v4.8L9.4 13H4.6L1 9.4V4.6z" fill="currentColor" strokeWidth="1" />,
  S2: <path d="M7 2 13 12H1z" />,
  S3: <circle cx="7" cy="7" r="5" />,
  S4: <path d="M3 7h8" />,
}

const SeverityIcon = ({ severity }: { severity: Severity }) => (
  <svg
    width="18"
    height="18"
    viewBox="0 0 14 14"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.8"
    strokeLinejoin="round"
    strokeLinecap="round"
    aria-hidden="true"
  >
    {shapes[severity]}
  </svg>
)

function Box({ title, text, look = 'told' }: { title: string; text: string; look?: 'told' | 'told late' | 'due' }) {
  return (
    <div className={look} role="status">
      <b>{title}</b>
      {text}
    </div>
  )
}

type Action = 'acknowledge' | 'snooze' | 'join' | 'hand'

/** A form of one button; `to` is the engineer that a page is handed to. */
function ActionForm({ action, label, look, to }: { action: Action; label: string; look?: 'quiet'; to?: string }) {
  return (
    <form method="post">
      {to !== undefined && <input type="hidden" name="to" value={to} />}
      <button className={look} name="do" value={action}>
        {label}
      </button>
    </form>
  )
}

/** Returns how the page stands for the engineer of the link. */
function stateFor({ state, acknowledgedBy, engineer, snoozedUntil, helps }: PageByToken) {
  if (state === 'closed' || state === 'reassigned') return state
  if (state !== 'acknowledged') return 'waiting'
  if (acknowledgedBy?.id === engineer.id) return snoozedUntil ? 'snoozed' : 'yours'
  return helps ? 'helping' : 'taken'
}

/** Renders the acknowledge page: plain HTML and forms without script, usable with one hand and a bad connection. */
export function renderAcknowledgePage({ page, ticket, url, now, refused, isOtherPerson }: AcknowledgeView) {
  const { engineer, drill, about, next } = page
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

  const state = stateFor(page)
  const by = { name: (page.reassignedTo ?? page.acknowledgedBy)?.name ?? '' }
  const at = { time: page.acknowledgedAt ? time(page.acknowledgedAt) : '' }
  const snoozed = { time: page.snoozedUntil ? time(page.snoozedUntil) : '' }
  const outcome = {
    waiting: null,
    yours: <Box title={t('yours')} text={t(drill ? 'drillDone' : 'yoursHint', at)} />,
    snoozed: <Box title={t('snoozed')} text={t('snoozedHint', snoozed)} />,
    taken: <Box title={t('taken', by)} text={t('takenHint', at)} />,
    helping: <Box title={t('helping')} text={t('helpingHint', by)} />,
    reassigned: <Box title={t('reassigned', by)} text={t('reassignedHint')} />,
    closed: <Box title={t('closed')} text={t(drill ? 'drillOver' : 'closedHint')} />,
  }[state]

  const due = ticket?.due
  const isAnswerDue = due?.metric === 'first_response' || due?.metric === 'next_response'
  const promise = () => {
    // The due time is shown only to a reader who may still have to act.
    if (!due || !['waiting', 'yours', 'snoozed'].includes(state)) return null
    const metric = field(`metric.${due.metric}`)
    if (due.at <= now)
      return <Box title={t('wasDue', { metric, time: time(due.at) })} text={t('late')} look="told late" />
    const title = isAnswerDue ? t('dueBy', { time: time(due.at) }) : t('dueOther', { metric, time: time(due.at) })
    return <Box title={title} text={t('promised', { metric })} look="due" />
  }

  const known = (map: 'product' | 'scenario' | 'platform', key: string | null) =>
    key ? fieldName(locale, map, key) : ''
  const list = (parts: string[]) => parts.filter(Boolean).join(locale === 'en' ? ', ' : '、')
  const facts: [string, string][] = ticket
    ? [
        [t('filed'), t('ago', { time: time(ticket.filedAt), ago: ago(ticket.filedAt) })],
        [t('product'), known('product', ticket.product)],
        [t('scenario'), known('scenario', ticket.scenario)],
        [t('region'), list([regionName(ticket.region, locale), ticket.carrier])],
        [t('sdk'), list([ticket.sdkVersion, ...ticket.platforms.map((one) => known('platform', one))])],
        [t('users'), ticket.users ? t(`usersAre.${ticket.users}`) : ''],
      ]
    : []
  const rows = [[t('opened'), time(page.openedAt)] as [string, string], ...facts].filter(([, value]) => value !== '')

  const note = () => {
    if (drill) return t('drillNote')
    if (!next) return t('note')
    const when = { time: time(next.at) }
    if (next.kind === 'persist') return t('nextPersist', when)
    if (next.kind === 'unanswered') return t('nextUnanswered', when)
    const people = listFormat(locale).format(next.people.map(({ name }) => name))
    return t('nextNotify', { ...when, people, count: next.people.length })
  }
  const actions = () => {
    if (isOtherPerson) return <Alert text={t('anothers', { name: engineer.name })} />
    if ((state === 'yours' || state === 'snoozed' || state === 'helping') && !drill)
      return (
        <a className="go" href={url}>
          {due && due.at > now && isAnswerDue ? t('openAndAnswerBy', { time: time(due.at) }) : t('openAndAnswer')}
        </a>
      )
    if (state === 'taken' && !drill) return <ActionForm action="join" label={t('join')} look="quiet" />
    if (state !== 'waiting') return null
    const other = next?.people.find(({ id }) => id !== engineer.id)
    const hand = other && t('hand', { name: other.name.split(' ')[0] ?? other.name })
    return (
      <>
        {refused && <Alert text={t('refused')} />}
        <ActionForm action="acknowledge" label={t('acknowledge')} />
        {!drill && (
          <div className="two">
            {other && hand && <ActionForm action="hand" label={hand} look="quiet" to={other.id} />}
            <ActionForm action="snooze" label={t('snooze', { minutes: snoozeMinutes })} look="quiet" />
          </div>
        )}
        <p className="note">{note()}</p>
      </>
    )
  }
  const { severity } = page
  const mark = drill ? t('drill') : severity
  return renderDocument(
    locale,
    `${mark} ${about.reference}`,
    <>
      <header>
        {drill ? (
          <span className="sev">{`${mark} ${t('drillKind')}`}</span>
        ) : (
          <span className={`sev ${severity}`}>
            <SeverityIcon severity={severity} />
            {` ${severity} ${t(`severity.${severity}`)}`}
          </span>
        )}
        <span>{about.reference}</span>
      </header>
      {outcome}
      {promise()}
      <h1>{drill ? t('drillSubject') : about.subject}</h1>
      <p className="org">{list([about.organisation, ticket?.plan ?? ''])}</p>
      {ticket?.excerpt && (
        <p className="words" dir="auto">
          {ticket.excerpt}
        </p>
      )}
      <dl>
        {rows.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
        <dt>{t(drill ? 'drillLabel' : 'ticket')}</dt>
        <dd>
          <a href={url}>{t(drill ? 'drillSeen' : 'open')}</a>
        </dd>
      </dl>
      <div className="acts">{actions()}</div>
    </>,
  )
}

const Alert = ({ text }: { text: string }) => (
  <p className="note" role="alert">
    {text}
  </p>
)
