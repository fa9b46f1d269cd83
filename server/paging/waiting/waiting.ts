import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import type { ServiceContext } from '@/server/infra/context'
import { type NextCallView, nextOf, type PersonCalled, readCalled } from '../page/progress'
import { orderWaiting } from './waiting-order.rules'
import { countWaiting, selectPage, selectWaiting, selectWaitingOf } from '../queries'

export interface WaitingPage {
  pageId: string
  /** Null for a drill. */
  ticketId: string | null
  reference: string
  subject: string
  organisation: string
  severity: 'S1' | 'S2' | 'S3' | 'S4'
  /** Whether it is a drill, which has no ticket; `reference` is then the name of the escalation policy. */
  drill: boolean
  openedAt: Date
  /** Whether the viewer was called for it in its current cycle. */
  mine: boolean
  called: PersonCalled[]
  /** Who is called next; set only for the first page, which the banner shows, and null for a drill. */
  next: NextCallView | null
}

/**
 * Maximum number of pages read, by severity and then age; when it is reached, as many that called the viewer last are
 * read in addition. The list is sent with every staff screen, which shows the first and sounds a tone for new calls.
 */
const maxListed = 20

/**
 * Returns pages that nobody has acknowledged, in the order of `orderWaiting`: every S1 ticket first, then the viewer's
 * own. All staff see the pages of tickets; a drill is seen only by those it called. Instants are UTC.
 */
export async function waitingPages(ctx: ServiceContext, actor: Actor): Promise<WaitingPage[]> {
  const viewer = authorise(actor, pagingRights.readPages)
  const now = ctx.now()
  const first = await selectWaiting(ctx.db, viewer.userId, maxListed)
  const own = first.length < maxListed ? [] : await selectWaitingOf(ctx.db, viewer.userId, now, maxListed)
  const pages = [...first, ...own.filter(({ id }) => !first.some((page) => page.id === id))]
  const called = await readCalled(
    ctx.db,
    pages.map((page) => page.id),
    now,
  )
  const views = pages.map((page): WaitingPage => {
    const people = called.get(page.id) ?? []
    return {
      pageId: page.id,
      ticketId: page.ticketId,
      ...page.about,
      severity: page.severity as WaitingPage['severity'],
      drill: page.drillPlanId !== null,
      openedAt: page.openedAt,
      mine: people.some((person) => person.id === viewer.userId),
      called: people,
      next: null,
    }
  })
  const sorted = orderWaiting(views)
  const [shown, ...rest] = sorted
  if (!shown || shown.drill) return sorted
  const page = await selectPage(ctx.db, { id: shown.pageId })
  return [{ ...shown, next: page && (await nextOf(ctx.db, page)) }, ...rest]
}

/** Counts the waiting pages and those that called the viewer, correctly even when `pages` was cut off. */
export async function countWaitingPages(
  ctx: ServiceContext,
  viewer: PersonActor,
  pages: readonly WaitingPage[],
): Promise<{ total: number; mine: number }> {
  if (pages.length >= maxListed) return countWaiting(ctx.db, viewer.userId, ctx.now())
  return { total: pages.length, mine: pages.filter(({ mine }) => mine).length }
}
