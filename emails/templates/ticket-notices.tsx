import { Section } from '@react-email/section'
import { Text } from '@react-email/text'
import { z } from 'zod'
import { ratings } from '@/server/vocabulary/field'
import { replyKindSchema } from '@/server/vocabulary/schemas/words'
import { Quote, Words } from '../layout'
import { defineMail, type MailContent, type MailWriting } from '../mail'
import { WrittenWords } from '../markdown'
import { signalCause } from '../props'
import { describeCause } from './sla-signal'

/** Notices of a ticket; several for one reader within a short time go as one mail. */
export const noticeTemplates = ['ticket-reply', 'ticket-severity', 'ticket-resolved', 'ticket-merged'] as const
export type NoticeTemplate = (typeof noticeTemplates)[number]
export const isNotice = (template: string): template is NoticeTemplate =>
  noticeTemplates.some((notice) => notice === template)

const noticeProps = z.object({
  reference: z.string(),
  subject: z.string(),
  url: z.url(),
  actorName: z.string(),
  kind: z.string().nullish(),
  body: z.string().default(''),
  severity: z.string(),
  from: z.string().nullish(),
  to: z.string().nullish(),
  reason: z.string().nullish(),
  cause: signalCause.nullish(),
  seq: z.number(),
  head: z.string(),
  nextUpdateBy: z.string().nullish(),
  /** The body replaces words that were mailed before. */
  isCorrection: z.boolean().optional(),
  /** For customers, when the ticket was resolved: the page on which they rate the help. */
  rateUrl: z.url().nullish(),
})
const namedNotice = noticeProps.extend({ template: z.enum(noticeTemplates) })
type Notice = z.output<typeof namedNotice>

/** Returns one line that says what happened. */
function headline(notice: Notice, { t, field }: MailWriting): string {
  const name = notice.actorName
  if (notice.template === 'ticket-severity')
    return t('ticket.severity', { name, from: notice.from ?? '', to: notice.to ?? '' })
  if (notice.template === 'ticket-resolved') return t('ticket.resolved', { name })
  if (notice.template === 'ticket-merged') return t('ticket.merged', { name, into: notice.to ?? '' })
  if (notice.isCorrection) return t('ticket.corrected', { name })
  const kind = replyKindSchema.safeParse(notice.kind)
  return kind.success ? t('ticket.answered', { name, kind: field(`kind.${kind.data}`) }) : t('ticket.replied', { name })
}

/** Asks for a rating; each link opens the page with that rating chosen, and nothing is sent before its button. */
function RatingLinks({ url, writing: { t, field } }: { url: string; writing: MailWriting }) {
  return (
    <Section>
      <Words text={t('ticket.rate')} />
      {ratings.map((rating) => (
        <Text key={rating} style={{ margin: '4px 0' }}>
          <a href={`${url}?rating=${rating}`}>{t('ticket.rating', { rating, meaning: field(`rating.${rating}`) })}</a>
        </Text>
      ))}
    </Section>
  )
}

/**
 * Writes one mail for all notices. Its subject is the same for every notice of a ticket, so that mail programs thread
 * them.
 */
function noticesMail(notices: readonly Notice[], newest: Notice, writing: MailWriting): MailContent {
  const { t, when, part } = writing
  const rateUrl = notices.findLast((notice) => notice.rateUrl)?.rateUrl
  const nextUpdateBy = newest.template === 'ticket-reply' ? newest.nextUpdateBy : null
  return {
    subject: t('ticket.subject', { reference: newest.reference, subject: newest.subject }),
    // The title says what happened; the subject of the mail names only the ticket.
    title: notices.length === 1 ? headline(newest, writing) : t('ticket.several', { count: notices.length }),
    body: (
      <>
        {notices.map((notice) => (
          <Section key={notice.seq}>
            {notices.length > 1 && <Words text={headline(notice, writing)} />}
            {notice.cause && <Words text={describeCause(notice.cause, writing)} />}
            {notice.reason && <Quote text={notice.reason} part={part} />}
            {notice.body && <WrittenWords text={notice.body} site={notice.url} part={part} />}
          </Section>
        ))}
        {rateUrl && <RatingLinks url={rateUrl} writing={writing} />}
        {nextUpdateBy && <Words text={t('ticket.nextUpdate', { when: when(nextUpdateBy) })} />}
      </>
    ),
    action: { label: t('ticket.open', { reference: newest.reference }), url: newest.url },
    footer: [
      t('ticket.noReply', { url: newest.url }),
      ...notices.map(({ seq, head }) => t('ticket.record', { seq, head })),
    ],
  }
}

const oneNotice = (template: NoticeTemplate) =>
  defineMail(noticeProps, (data, writing) => {
    const notice = { ...data, template }
    return noticesMail([notice], notice, writing)
  })

export const ticketReply = oneNotice('ticket-reply')
export const ticketSeverity = oneNotice('ticket-severity')
export const ticketResolved = oneNotice('ticket-resolved')
export const ticketMerged = oneNotice('ticket-merged')
/** Several notices of one ticket, oldest first. */
export const ticketNotices = defineMail(
  z.object({ notices: z.tuple([namedNotice], namedNotice) }),
  ({ notices }, writing) => noticesMail(notices, notices.at(-1) ?? notices[0], writing),
)
