import { randomUUID } from 'node:crypto'
import type { ServiceContext } from '@/server/infra/context'
import { isUniqueViolation } from '@/server/infra/db/db'
import { log } from '@/server/infra/log'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { handOver, type MailTransport, queueMail, sendQueuedMail } from '@/server/integrations/mail/mail'
import type { PageTransports } from '@/server/paging/page/pages'
import { translatorOf } from '@/server/words/translators'
import type { CheckedHealth } from './health'
import { selectAlarmMails, selectInCharge, selectInChargeMethods, selectRefusedAlarmMails } from '../overview/queries'

type Person = Awaited<ReturnType<typeof selectInCharge>>[number]
type Method = Awaited<ReturnType<typeof selectInChargeMethods>>[number]

/** Health must be red for this long before anybody is notified: a restart has finished by then. */
const notifyAfterMs = 30_000
const refreshEveryMs = 60_000
const hourMs = 60 * 60_000

export interface Alarm {
  /**
   * Notifies managers and administrators of red health, at most once per hour for the same problems: by mail and, when
   * mail fails, by their other verified contact methods. Mails about silent workers are sent by silence.ts.
   */
  watch(health: CheckedHealth): Promise<void>
}

/**
 * Creates the alarm of a web process. Recipients are cached while health is good, so that they can be notified when the
 * database is unreachable.
 * @param monotonicMs monotonic clock in milliseconds, to measure intervals
 */
export function openAlarm(
  ctx: ServiceContext,
  transports: { mail: MailTransport; paging: PageTransports },
  watcherId: string,
  monotonicMs: () => number = () => performance.now(),
): Alarm {
  let people: Person[] = []
  let methods: Method[] = []
  let readAt = Number.NEGATIVE_INFINITY
  let redSince: number | undefined
  /** When this process last notified of a cause; the database deduplicates across processes while it is available. */
  const notified = new Map<string, number>()
  const url = `${transports.paging.publicUrl}/manage/system`

  const refresh = async () => {
    if (monotonicMs() - readAt < refreshEveryMs) return
    ;[people, methods] = [await selectInCharge(ctx.db), await selectInChargeMethods(ctx.db)]
    readAt = monotonicMs()
  }
  const problemSentences = (health: CheckedHealth, locale: string) => {
    const t = translatorOf(locale, 'health')
    return health.problems.map((problem) => t(`problems.${problem}`))
  }
  const mailOf = (health: CheckedHealth, person: Person) => ({
    template: 'system-alarm' as const,
    props: {
      problems: problemSentences(health, person.locale),
      url,
      since: health.pulse?.lastAt?.toISOString() ?? null,
    },
    toAddress: person.email,
    locale: person.locale,
    timeZone: person.timeZone,
  })

  /** Queues or sends the mails; returns false when mail does not work, so that other methods must be used. */
  const byMail = async (health: CheckedHealth, key: string, isDatabaseAway: boolean): Promise<boolean> => {
    if (isDatabaseAway) {
      if (transports.mail.kind !== 'smtp') return false
      const sends = people.map((person) =>
        handOver(ctx.db, { ...mailOf(health, person), id: `${key}:${person.id}`, now: ctx.now() }, transports.mail),
      )
      const results = await Promise.allSettled(sends)
      return results.every(({ status }) => status === 'fulfilled')
    }
    const now = ctx.now()
    try {
      await unitOfWork(ctx, systemActor('alarms'), async ({ tx }) => {
        for (const person of people)
          await queueMail(tx, {
            ...mailOf(health, person),
            uniqueKey: `system-alarm:${key}:${person.id}`,
            toUserId: person.id,
            now,
          })
      })
    } catch (error) {
      // Another process has just queued the same mails.
      if (!isUniqueViolation(error)) throw error
    }
    for (const id of await selectAlarmMails(ctx.db, now)) await sendQueuedMail(ctx, id, transports.mail, watcherId)
    return (await selectRefusedAlarmMails(ctx.db)) === 0
  }

  /** Notifies by every other verified method; the process that inserts the `AlarmNotice` row first sends it. */
  const byOtherMethods = async (health: CheckedHealth, key: string, isDatabaseAway: boolean) => {
    for (const method of methods) {
      const noticeKey = `${key}:${method.id}`
      if (!isDatabaseAway) {
        const notice = await ctx.db.alarmNotice.createMany({
          data: [{ key: noticeKey, at: ctx.now() }],
          skipDuplicates: true,
        })
        if (notice.count === 0) continue
      }
      const { locale, timeZone } = method.user
      const subject = problemSentences(health, locale).join(' ')
      const id = `alarm-${randomUUID()}`
      try {
        await transports.paging[method.kind](method, {
          id,
          attemptId: id,
          template: 'system-alarm',
          acknowledgeUrl: url,
          locale,
          timeZone,
          now: ctx.now(),
          props: {
            severity: 'SYSTEM',
            reference: translatorOf(locale, 'health')('title'),
            subject,
            organisation: 'Nightdesk',
            acknowledgeUrl: url,
            ticketUrl: url,
            drill: false,
            openedAt: ctx.now().toISOString(),
            cycle: 1,
            step: 1,
            others: [],
            repeated: false,
          },
        })
      } catch (error) {
        log.warn({ contactMethodId: method.id, err: (error as Error).message }, 'alarm not sent')
      }
    }
  }

  return {
    async watch(health) {
      const { problems } = health
      if (problems.length === 0) {
        redSince = undefined
        return refresh()
      }
      redSince ??= monotonicMs()
      if (monotonicMs() - redSince < notifyAfterMs) return
      const isDatabaseAway = problems.some((one) => one.startsWith('database') || one === 'writesFail')
      // When no worker runs, the other problems are consequences of that.
      const cause = problems.includes('workerSilent') ? 'workerSilent' : problems.join('+')
      const key = `${cause}:${Math.floor(ctx.now().getTime() / hourMs)}`
      const last = notified.get(cause)
      if (last !== undefined && monotonicMs() - last < hourMs) return
      if (!isDatabaseAway) await refresh()
      log.error({ problems }, 'health is red')
      const isMailed =
        cause === 'workerSilent'
          ? (await selectRefusedAlarmMails(ctx.db)) === 0
          : !problems.includes('mailRefused') && (await byMail(health, key, isDatabaseAway))
      if (!isMailed) await byOtherMethods(health, key, isDatabaseAway)
      // A mail about silent workers may still be refused later, so it is checked again next time.
      if (cause !== 'workerSilent' || !isMailed) notified.set(cause, monotonicMs())
    },
  }
}
