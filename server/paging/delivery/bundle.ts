import { z } from 'zod'
import { type Severity, severityRank } from '@/server/vocabulary/severity'
import type { PageMessage, PageOfMessage } from './message'
import type { PageTransports } from './transports'
import { acknowledgeToken } from '../answering/tokens'
import { pageLabel } from './words'

/** What a message needs from a page. */
export interface PageOfDelivery {
  severity: Severity
  drillPlanId: string | null
  about: unknown
  openedAt: Date
}

export interface DeliveryToWrite {
  id: string
  pageId: string
  cycle: number
  step: number
  kind: string
  attempts: number
  mayHaveArrived: boolean
  page: PageOfDelivery
}

export interface BundleToWrite {
  /** The id that the first message of this bundle and each repeat carry. */
  messageId: string
  engineer: { id: string; locale: string; timeZone: string }
  deliveries: readonly DeliveryToWrite[]
}

const subject = z.object({ reference: z.string(), subject: z.string(), organisation: z.string() })

/**
 * Returns the page with a placeholder subject when its stored one cannot be parsed. Such a page is still sent, with its
 * link: a message that could not be written would lose the page and the others of its bundle.
 */
function readable<P extends PageOfDelivery>(page: P): P {
  const about = subject.safeParse(page.about)
  return about.success ? page : { ...page, about: { reference: 'Nightdesk', subject: '', organisation: 'Nightdesk' } }
}

/** Orders pages by ticket reference; one whose subject cannot be parsed comes last. */
function byReference(a: PageOfDelivery, b: PageOfDelivery): number {
  const [one, other] = [subject.safeParse(a.about), subject.safeParse(b.about)]
  if (!one.success || !other.success) return Number(other.success) - Number(one.success)
  return one.data.reference.localeCompare(other.data.reference, 'en', { numeric: true })
}

/**
 * Writes the message of a bundle: pages by severity, then by when they opened, then by reference; a page with several
 * deliveries is listed once.
 */
export function writeMessage(
  bundle: BundleToWrite,
  transports: Pick<PageTransports, 'publicUrl'>,
  now: Date,
): PageMessage {
  const { engineer, messageId } = bundle
  const ordered = [...bundle.deliveries].sort(
    (a, b) =>
      severityRank[a.page.severity] - severityRank[b.page.severity] ||
      a.page.openedAt.getTime() - b.page.openedAt.getTime() ||
      byReference(a.page, b.page),
  )
  const pages = ordered.filter((one, index) => ordered.findIndex(({ pageId }) => pageId === one.pageId) === index)
  const [head, ...others] = pages
  if (!head) throw new Error('A bundle of no deliveries')
  const pageOf = (delivery: DeliveryToWrite): PageOfMessage => {
    const page = readable(delivery.page)
    const drill = page.drillPlanId !== null
    const { reference } = page.about as z.output<typeof subject>
    return {
      ...pageLabel(page, engineer.locale),
      drill,
      acknowledgeUrl: `${transports.publicUrl}/p/${acknowledgeToken(delivery.pageId, engineer.id, delivery.cycle)}`,
      ticketUrl: `${transports.publicUrl}/desk/${drill ? 'oncall' : `tickets/${reference}`}`,
    }
  }
  const first = pageOf(head)
  return {
    id: messageId,
    attemptId: `${messageId}-${Math.max(...ordered.map(({ attempts }) => attempts)) + 1}`,
    template: head.kind === 'managers_told' ? 'page-unanswered' : 'page',
    acknowledgeUrl: first.acknowledgeUrl,
    locale: engineer.locale,
    timeZone: engineer.timeZone,
    now,
    props: {
      ...first,
      openedAt: head.page.openedAt.toISOString(),
      cycle: head.cycle,
      step: head.step + 1,
      others: others.map(pageOf),
      repeated: ordered.some(({ mayHaveArrived }) => mayHaveArrived),
    },
  }
}
