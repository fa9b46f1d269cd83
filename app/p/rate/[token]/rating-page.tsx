import { ratings } from '@/server/vocabulary/field'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { localeOf } from '@/server/words/language'
import { translatorOf } from '@/server/words/translators'
import { limits } from '@/server/tickets/facts'
import type { RateableTicket } from '@/server/tickets/ratings/schema'
import { renderDocument, renderUnknown } from '../../[token]/document'

interface RatingPage {
  viewer: PersonActor
  ticket: RateableTicket
  /** The rating that is chosen; null when none is. */
  rating: number | null
  comment: string
  state: 'asking' | 'done' | 'invalid' | 'refused'
  ticketUrl: string
}

/** Renders the page behind a mail's rating link to HTML without script; after sending, what was recorded. */
export function renderRatingPage({ viewer, ticket, rating, comment, state, ticketUrl }: RatingPage): Promise<string> {
  const locale = localeOf(viewer.locale)
  const t = translatorOf(locale, 'mail')
  const field = translatorOf(locale, 'field')
  const title = t(state === 'done' ? 'rate.done' : 'rate.title')
  const refused = !ticket.isRateable || state === 'refused'
  return renderDocument(
    locale,
    title,
    <>
      <header>
        <span>{ticket.reference}</span>
        <span>{t('rate.as', { name: viewer.name })}</span>
      </header>
      <h1 dir="auto">{ticket.subject}</h1>
      {refused ? (
        <p className="told">
          <b>{t('rate.notNow')}</b>
          {t('rate.notNowHint')}
          {comment !== '' && (
            <span className="words" dir="auto">
              {comment}
            </span>
          )}
        </p>
      ) : (
        <>
          {state === 'done' && rating !== null && (
            <p className="told" role="status">
              <b>{t('rate.done')}</b>
              {t('rate.doneHint', { rating, meaning: field(`rating.${rating as 1}`) })}
            </p>
          )}
          <form method="post">
            <fieldset className="choice">
              <legend>{t(state === 'done' ? 'rate.change' : 'rate.title')}</legend>
              {ratings.map((value) => (
                <label key={value}>
                  <input type="radio" name="rating" value={value} defaultChecked={value === rating} required />
                  {t('ticket.rating', { rating: value, meaning: field(`rating.${value}`) })}
                </label>
              ))}
            </fieldset>
            {state === 'invalid' && (
              <p className="told" role="alert">
                {t(rating === null ? 'rate.choose' : 'rate.tooLong', { limit: limits.reason })}
              </p>
            )}
            <label className="text">
              {t('rate.comment')}
              <textarea name="comment" rows={4} defaultValue={comment} />
            </label>
            <button type="submit" className="quiet">
              {t('rate.send')}
            </button>
          </form>
        </>
      )}
      <p className="note">
        <a href={ticketUrl}>{t('ticket.open', { reference: ticket.reference })}</a>
      </p>
    </>,
  )
}

/** Renders the answer for a link that was not written here, has ended, or whose reader lost access to the ticket. */
export const renderRatingUnknown = (acceptLanguage: string | null, signInUrl: string): Promise<string> =>
  renderUnknown('rate', acceptLanguage, signInUrl)
