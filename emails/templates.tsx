import { createTranslator } from 'next-intl'
import { Section } from '@react-email/components'
import type { ReactElement } from 'react'
import { z } from 'zod'
import en from '@/messages/en/mail.json'
import enHealth from '@/messages/en/health.json'
import enField from '@/messages/en/field.json'
import zh from '@/messages/zh-CN/mail.json'
import zhHealth from '@/messages/zh-CN/health.json'
import zhField from '@/messages/zh-CN/field.json'
import { MailLayout, Quote, Words } from './layout'
import { type MailPart, WrittenWords } from './markdown'

const messages = {
  en: { mail: en, field: enField, health: enHealth },
  'zh-CN': { mail: zh, field: zhField, health: zhHealth },
}
export type MailLocale = keyof typeof messages

/** For whom a mail is written: language and zone of every time in it. */
export interface Reader {
  locale: MailLocale
  timeZone: string
}

const related = z.object({ severity: z.string(), reference: z.string(), subject: z.string(), organisation: z.string() })
const metric = z.enum(['first_response', 'next_response', 'update', 'workaround', 'resolution'])
/** A warning or a breach of a clock. */
const signalCause = z.object({ kind: z.enum(['warning', 'breach']), metric, percent: z.number() })
const ticketMail = z.object({
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
})

/** Notices of a ticket: those for one reader within a short time go as one mail. */
export const noticeTemplates = ['ticket-reply', 'ticket-severity', 'ticket-resolved', 'ticket-merged'] as const
export type NoticeTemplate = (typeof noticeTemplates)[number]
export const isNotice = (template: string): template is NoticeTemplate =>
  noticeTemplates.some((notice) => notice === template)

/** What each mail needs. Props are JSON: they are rows before they are words. */
export const mailProps = {
  'ticket-reply': ticketMail,
  'ticket-severity': ticketMail,
  'ticket-resolved': ticketMail,
  'ticket-merged': ticketMail,
  /** Several notices of one ticket, oldest first. */
  'ticket-notices': z.object({ notices: z.array(ticketMail.extend({ template: z.enum(noticeTemplates) })).min(1) }),
  'sla-signal': related.extend({ ...signalCause.shape, at: z.string(), url: z.url() }),
  'dispute-waiting': related.extend({ openedAt: z.string(), url: z.url() }),
  page: related.extend({
    openedAt: z.string(),
    cycle: z.number(),
    step: z.number(),
    acknowledgeUrl: z.url(),
    ticketUrl: z.url(),
    count: z.number().default(1),
    others: z.array(related.extend({ acknowledgeUrl: z.url().optional() })).default([]),
    repeated: z.boolean().default(false),
    dueAt: z.string().nullish(),
    deliveryId: z.string(),
  }),
  'page-unanswered': related.extend({ openedAt: z.string(), ticketUrl: z.url(), others: z.array(related).default([]) }),
  swap: z.object({
    kind: z.enum(['asked', 'accepted', 'declined', 'withdrawn']),
    actor: z.string(),
    schedule: z.string(),
    from: z.string(),
    to: z.string(),
    returnFrom: z.string().nullish(),
    returnTo: z.string().nullish(),
    note: z.string().default(''),
    url: z.url(),
  }),
  'turns-changed': z.object({
    schedule: z.string(),
    spans: z.array(z.object({ kind: z.enum(['gained', 'lost']), from: z.string(), to: z.string() })),
    more: z.number().default(0),
    url: z.url(),
  }),
  coverage: z.object({
    kind: z.enum(['weekly', 'ahead']),
    until: z.string(),
    gaps: z.array(
      z.object({
        policy: z.string(),
        severities: z.string(),
        from: z.string(),
        to: z.string(),
        reason: z.enum(['NOBODY_ON_CALL', 'NO_VERIFIED_METHOD']),
        people: z.array(z.string()),
      }),
    ),
    more: z.number().default(0),
    url: z.url(),
  }),
  'drill-missed': z.object({
    policy: z.string(),
    people: z.array(z.string()),
    at: z.string(),
    minutes: z.number(),
    url: z.url(),
  }),
  handoff: z.object({
    kind: z.enum(['draft', 'handed', 'unwritten', 'waiting', 'managers']),
    schedule: z.string().nullable(),
    outgoing: z.string(),
    incoming: z.string().nullable(),
    at: z.string(),
    entries: z.array(
      related.extend({
        known: z.string(),
        tried: z.string(),
        promised: z.string(),
        note: z.string(),
        dueAt: z.string().nullable(),
        missing: z.boolean(),
      }),
    ),
    url: z.url(),
  }),
  'contact-code': z.object({ code: z.string() }),
  'contact-test': z.object({ subject: z.string() }),
  'contact-failing': z.object({
    /** To the owner of the method; otherwise to an administrator. */
    own: z.boolean(),
    owner: z.string(),
    kind: z.enum(['EMAIL', 'PUSH', 'WEBHOOK', 'SLACK', 'FEISHU', 'DINGTALK', 'WECOM', 'SMS', 'VOICE']),
    address: z.string(),
    answer: z.string(),
    /** Not used any more until it is set up again. */
    ended: z.boolean(),
    at: z.string(),
    url: z.url(),
  }),
  invitation: z.object({ url: z.url(), organisation: z.string(), inviter: z.string() }),
  'sign-in-link': z.object({ url: z.url(), minutes: z.number() }),
  'password-reset': z.object({ url: z.url(), minutes: z.number() }),
  'worker-silent': z.object({ since: z.string().nullish() }),
  /** Sentences of messages/<locale>/health.json, already in the reader's language. */
  'system-alarm': z.object({ problems: z.array(z.string()), url: z.url(), since: z.string().nullish() }),
} as const
export type MailTemplate = keyof typeof mailProps

export interface WrittenMail {
  subject: string
  element: ReactElement
}

/**
 * Writes a mail's subject and body in its reader's language and zone.
 * @param part the text part keeps what people typed, character for character
 * @throws ZodError when the props are not the template's
 */
export function writeMail(
  template: MailTemplate,
  props: unknown,
  reader: Reader,
  part: MailPart = 'html',
): WrittenMail {
  const { locale } = reader
  const t = createTranslator({ locale, messages: messages[locale], namespace: 'mail' })
  const field = createTranslator({ locale, messages: messages[locale], namespace: 'field' })
  const when = (iso: string) =>
    new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
      timeZone: reader.timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
      hourCycle: 'h23',
    }).format(new Date(iso))
  const layout = (
    subject: string,
    body: ReactElement,
    action: { label: string; url: string } | undefined,
    foot: string[],
    title: string = subject,
  ): WrittenMail => ({
    subject,
    element: (
      <MailLayout locale={locale} title={title} action={action} foot={foot}>
        {body}
      </MailLayout>
    ),
  })

  const causeWords = (cause: z.output<typeof signalCause>) =>
    t(`signal.${cause.kind}`, { metric: field(`metric.${cause.metric}`), percent: cause.percent })

  /** One mail for all of them. Its subject is the same for every notice of a ticket, so that mail programs thread them. */
  const ticketNotices = (notices: (z.output<typeof ticketMail> & { template: NoticeTemplate })[]): WrittenMail => {
    const newest = notices.at(-1)!
    const headline = (data: (typeof notices)[number]) => {
      const kind = data.kind ? field(`kind.${data.kind}` as 'kind.update') : null
      if (data.template === 'ticket-severity')
        return t('ticket.severity', { name: data.actorName, from: data.from ?? '', to: data.to ?? '' })
      if (data.template === 'ticket-resolved') return t('ticket.resolved', { name: data.actorName })
      if (data.template === 'ticket-merged') return t('ticket.merged', { name: data.actorName, into: data.to ?? '' })
      return kind ? t('ticket.answered', { name: data.actorName, kind }) : t('ticket.replied', { name: data.actorName })
    }
    const nextUpdateBy = newest.template === 'ticket-reply' ? newest.nextUpdateBy : null
    return layout(
      t('ticket.subject', { reference: newest.reference, subject: newest.subject }),
      <>
        {notices.map((data) => (
          <Section key={data.seq}>
            {notices.length > 1 && <Words text={headline(data)} />}
            {data.cause && <Words text={causeWords(data.cause)} />}
            {data.reason && <Quote text={data.reason} part={part} />}
            {data.body && <WrittenWords text={data.body} site={data.url} part={part} />}
          </Section>
        ))}
        {nextUpdateBy && <Words text={t('ticket.nextUpdate', { when: when(nextUpdateBy) })} />}
      </>,
      { label: t('ticket.open', { reference: newest.reference }), url: newest.url },
      [t('ticket.noReply', { url: newest.url }), ...notices.map(({ seq, head }) => t('ticket.record', { seq, head }))],
      // The subject stands above every mail already; what happened begins its words.
      notices.length === 1 ? headline(newest) : t('ticket.several', { count: notices.length }),
    )
  }

  switch (template) {
    case 'ticket-reply':
    case 'ticket-resolved':
    case 'ticket-merged':
    case 'ticket-severity':
      return ticketNotices([{ ...ticketMail.parse(props), template }])
    case 'ticket-notices':
      return ticketNotices(mailProps['ticket-notices'].parse(props).notices)
    case 'sla-signal': {
      const data = mailProps['sla-signal'].parse(props)
      return layout(
        t(`signal.${data.kind}Subject`, {
          severity: data.severity,
          reference: data.reference,
          metric: field(`metric.${data.metric}`),
          percent: data.percent,
        }),
        <>
          <Words text={causeWords(data)} />
          <Words
            text={t('signal.about', { organisation: data.organisation, subject: data.subject, when: when(data.at) })}
          />
          {data.kind === 'breach' && <Words text={t('signal.reason')} />}
        </>,
        { label: t('ticket.open', { reference: data.reference }), url: data.url },
        [],
      )
    }
    case 'dispute-waiting': {
      const data = mailProps['dispute-waiting'].parse(props)
      const about = { organisation: data.organisation, subject: data.subject, when: when(data.openedAt) }
      return layout(
        t('dispute.subject', { reference: data.reference }),
        <>
          <Words text={t('dispute.text')} />
          <Words text={t('dispute.about', about)} />
        </>,
        { label: t('dispute.decide'), url: data.url },
        [t('dispute.foot')],
      )
    }
    case 'page': {
      const data = mailProps.page.parse(props)
      const subject =
        data.count > 1
          ? t('page.bundle', { count: data.count, severity: data.severity, reference: data.reference })
          : t('page.subject', { severity: data.severity, reference: data.reference, subject: data.subject })
      return layout(
        data.repeated ? t('page.repeated', { subject }) : subject,
        <>
          <Words
            text={t('page.about', {
              organisation: data.organisation,
              subject: data.subject,
              when: when(data.openedAt),
            })}
          />
          {data.dueAt && <Words text={t('page.due', { when: when(data.dueAt) })} />}
          {data.others.map((other) => (
            <Words
              key={other.reference}
              text={[
                `${other.severity} ${other.reference} · ${other.organisation} · ${other.subject}`,
                ...(other.acknowledgeUrl ? [other.acknowledgeUrl] : []),
              ].join('\n')}
            />
          ))}
          <Words text={data.ticketUrl} />
        </>,
        { label: t('page.acknowledge'), url: data.acknowledgeUrl },
        [t('page.foot', { cycle: data.cycle, step: data.step, id: data.deliveryId })],
      )
    }
    case 'page-unanswered': {
      const data = mailProps['page-unanswered'].parse(props)
      return layout(
        t('unanswered.subject', { severity: data.severity, reference: data.reference }),
        <>
          <Words
            text={t('unanswered.text', {
              organisation: data.organisation,
              subject: data.subject,
              when: when(data.openedAt),
            })}
          />
          {data.others.map((other) => (
            <Words
              key={other.reference}
              text={`${other.severity} ${other.reference} · ${other.organisation} · ${other.subject}`}
            />
          ))}
        </>,
        { label: t('ticket.open', { reference: data.reference }), url: data.ticketUrl },
        [],
      )
    }
    case 'swap': {
      const data = mailProps.swap.parse(props)
      const words = { name: data.actor, schedule: data.schedule, from: when(data.from), to: when(data.to) }
      return layout(
        t(`swap.${data.kind}`, words),
        <>
          <Words text={t('swap.span', words)} />
          {data.returnFrom && data.returnTo && (
            <Words text={t('swap.return', { from: when(data.returnFrom), to: when(data.returnTo) })} />
          )}
          {data.note && <Quote text={data.note} part={part} />}
        </>,
        { label: data.kind === 'asked' ? t('swap.answer') : t('swap.open'), url: data.url },
        [],
      )
    }
    case 'turns-changed': {
      const data = mailProps['turns-changed'].parse(props)
      return layout(
        t('turnsChanged.title', { schedule: data.schedule }),
        <>
          {data.spans.map((span) => (
            <Words
              key={`${span.kind} ${span.from}`}
              text={t(`turnsChanged.${span.kind}`, { from: when(span.from), to: when(span.to) })}
            />
          ))}
          {data.more > 0 && <Words text={t('turnsChanged.more', { count: data.more })} />}
        </>,
        { label: t('turnsChanged.open'), url: data.url },
        [],
      )
    }
    case 'coverage': {
      const data = mailProps.coverage.parse(props)
      const count = data.gaps.length + data.more
      const covered = count === 0
      const list = new Intl.ListFormat(locale)
      return layout(
        data.kind === 'ahead'
          ? t('coverage.ahead', { count })
          : covered
            ? t('coverage.covered')
            : t('coverage.weekly', { count }),
        <>
          {covered && <Words text={t('coverage.proved', { until: when(data.until) })} />}
          {data.gaps.map((gap) => {
            const words = {
              policy: gap.policy,
              severities: gap.severities,
              from: when(gap.from),
              to: when(gap.to),
              people: list.format(gap.people),
            }
            return (
              <Words
                key={`${gap.policy} ${gap.severities} ${gap.from}`}
                text={gap.reason === 'NOBODY_ON_CALL' ? t('coverage.nobody', words) : t('coverage.unverified', words)}
              />
            )
          })}
          {data.more > 0 && <Words text={t('coverage.more', { count: data.more })} />}
        </>,
        { label: t('coverage.open'), url: data.url },
        [t('coverage.foot')],
      )
    }
    case 'drill-missed': {
      const data = mailProps['drill-missed'].parse(props)
      const words = {
        policy: data.policy,
        when: when(data.at),
        minutes: data.minutes,
        people: new Intl.ListFormat(locale).format(data.people),
      }
      return layout(
        t('drill.subject', { policy: data.policy }),
        <Words text={data.people.length > 0 ? t('drill.missed', words) : t('drill.nobody', words)} />,
        { label: t('drill.open'), url: data.url },
        [t('drill.foot')],
      )
    }
    case 'handoff': {
      const data = mailProps.handoff.parse(props)
      const words = {
        outgoing: data.outgoing,
        incoming: data.incoming ?? t('handoff.nobody'),
        schedule: data.schedule ?? '',
        count: data.entries.length,
        when: when(data.at),
      }
      return layout(
        t(`handoff.${data.kind}Subject`, words),
        <>
          <Words
            text={
              data.kind === 'handed' && data.schedule === null
                ? t('handoff.given', words)
                : data.kind === 'handed' && data.incoming === null
                  ? t('handoff.toNobody', words)
                  : t(`handoff.${data.kind}`, words)
            }
          />
          {data.entries.map((entry) => (
            <Section key={entry.reference}>
              <Words
                text={[
                  `${entry.severity} ${entry.reference} · ${entry.organisation} · ${entry.subject}`,
                  ...(entry.dueAt ? [t('handoff.due', { when: when(entry.dueAt) })] : []),
                  ...(entry.missing ? [t('handoff.missing')] : []),
                ].join('\n')}
              />
              {(['known', 'tried', 'promised', 'note'] as const).map(
                (field) =>
                  entry[field] && (
                    <Section key={field}>
                      <Words text={t(`handoff.${field}`)} />
                      <WrittenWords text={entry[field]} site={data.url} part={part} />
                    </Section>
                  ),
              )}
            </Section>
          ))}
        </>,
        {
          label: data.kind === 'draft' || data.kind === 'unwritten' ? t('handoff.write') : t('handoff.open'),
          url: data.url,
        },
        [],
      )
    }
    case 'contact-code': {
      const data = mailProps['contact-code'].parse(props)
      return layout(t('code.subject', { code: data.code }), <Words text={t('code.text')} />, undefined, [])
    }
    case 'contact-test': {
      const data = mailProps['contact-test'].parse(props)
      return layout(
        t('test.subject'),
        <>
          <Words text={data.subject} />
          <Words text={t('test.text')} />
        </>,
        undefined,
        [],
      )
    }
    case 'contact-failing': {
      const data = mailProps['contact-failing'].parse(props)
      const words = {
        owner: data.owner,
        kind: t(`failing.kind.${data.kind}`),
        address: data.address,
        when: when(data.at),
      }
      return layout(
        t(data.own ? 'failing.ownSubject' : 'failing.subject', words),
        <>
          <Words text={t(data.own ? 'failing.own' : 'failing.other', words)} />
          <Quote text={data.answer} part={part} />
          <Words text={t(data.ended ? 'failing.ended' : 'failing.tried')} />
        </>,
        { label: t(data.own ? 'failing.open' : 'failing.openOnCall'), url: data.url },
        [],
      )
    }
    case 'invitation': {
      const data = mailProps.invitation.parse(props)
      return layout(
        t('invitation.subject', { organisation: data.organisation }),
        <Words text={t('invitation.text', { inviter: data.inviter, organisation: data.organisation })} />,
        { label: t('invitation.accept'), url: data.url },
        [t('invitation.foot'), data.url],
      )
    }
    case 'sign-in-link': {
      const data = mailProps['sign-in-link'].parse(props)
      return layout(
        t('link.subject'),
        <Words text={t('link.text', { minutes: data.minutes })} />,
        { label: t('link.open'), url: data.url },
        [t('link.foot')],
      )
    }
    case 'password-reset': {
      const data = mailProps['password-reset'].parse(props)
      return layout(
        t('reset.subject'),
        <Words text={t('reset.text', { minutes: data.minutes })} />,
        { label: t('reset.open'), url: data.url },
        [t('reset.foot')],
      )
    }
    case 'system-alarm': {
      const data = mailProps['system-alarm'].parse(props)
      const health = createTranslator({ locale, messages: messages[locale], namespace: 'health' })
      return layout(
        health('subject'),
        <Words text={[...data.problems, health('meanwhile')].join('\n\n')} />,
        { label: health('open'), url: data.url },
        data.since ? [health('since', { when: when(data.since) })] : [],
      )
    }
    case 'worker-silent': {
      const data = mailProps['worker-silent'].parse(props)
      return layout(
        t('silent.subject'),
        <Words text={data.since ? t('silent.since', { when: when(data.since) }) : t('silent.never')} />,
        undefined,
        [],
      )
    }
  }
}
