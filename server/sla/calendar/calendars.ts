import { slaRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { auditAct } from '@/server/accounts/audit'
import { conflict, DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { isUniqueViolation } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { type CalendarView, namedCalendar, type SaveCalendarInput } from './schema'
import { insertCalendar, insertCalendarVersion, lockCalendar, selectCalendars, updateCalendar } from './queries'
import { listPolicies } from '../policy/policies'
import { selectPersonNames } from '../policy/queries'
import { type ReadHolidays, readHolidays } from './holidays.rules'
import { sameCalendar } from '../policy/policy-difference.rules'

/** Returns every named calendar with its change history and the policies in force that use its name. */
export async function listCalendars(ctx: ServiceContext, actor: Actor): Promise<CalendarView[]> {
  authorise(actor, slaRights.readPolicies)
  const [rows, policies] = await Promise.all([selectCalendars(ctx.db), listPolicies(ctx, actor)])
  const versions = rows.flatMap((row) => row.versions)
  const names = await selectPersonNames(ctx.db, [
    ...new Set(versions.flatMap((version) => (version.createdById ? [version.createdById] : []))),
  ])
  const nameOf = (id: string | null) => (id && names.get(id)) ?? null
  return rows.flatMap(({ id, name, archivedAt, versions: [newest, ...older] }): CalendarView[] => {
    if (!newest) return []
    const content = namedCalendar.parse(newest.definition)
    return [
      {
        id,
        name,
        ...content,
        version: newest.version,
        archived: archivedAt !== null,
        changedAt: newest.createdAt,
        changedBy: nameOf(newest.createdById),
        history: [newest, ...older].map(({ version, createdAt, createdById }) => ({
          version,
          at: createdAt,
          by: nameOf(createdById),
        })),
        usedBy: policies.flatMap(({ planName, product, inForce }) => {
          const carried = inForce?.definition.calendars[name]
          return carried ? [{ planName, product, current: sameCalendar(carried, content.calendar) }] : []
        }),
      },
    ]
  })
}

/**
 * Creates a calendar, or saves its next version. Policies have their own copy, so promises change only when a policy
 * with the new version is published (SEMANTICS §1.1).
 * @throws DomainError INVALID `calendarNameTaken`, CONFLICT `staleCalendar` when it was changed meanwhile
 */
export async function saveCalendar(
  ctx: ServiceContext,
  actor: Actor,
  { seen, name, content }: SaveCalendarInput,
): Promise<{ id: string; version: number }> {
  const viewer = authorise(actor, slaRights.changeCalendars)
  try {
    return await unitOfWork(ctx, actor, async (work) => {
      const { tx } = work
      await auditAct(work, ctx, 'calendar.saved', { type: 'calendar', id: '' }, { name })
      const known = seen && (await lockCalendar(tx, seen.id))
      if (seen && known?.version !== seen.version) throw conflict('staleCalendar')
      const now = ctx.now()
      const id = seen?.id ?? (await insertCalendar(tx, { name, createdAt: now }))
      if (seen) await updateCalendar(tx, id, { name })
      const version = (known?.version ?? 0) + 1
      await insertCalendarVersion(tx, {
        calendarId: id,
        version,
        content,
        createdById: viewer.userId,
        createdAt: now,
      })
      return { id, version }
    })
  } catch (error) {
    if (!(error instanceof DomainError) && isUniqueViolation(error)) throw invalid('calendarNameTaken', 'name')
    throw error
  }
}

/**
 * Returns the days of all-day entries in an .ics file, from last year to five years ahead; saves nothing.
 * @throws DomainError INVALID as `readHolidays`
 */
export async function readHolidayFile(ctx: ServiceContext, actor: Actor, text: string): Promise<ReadHolidays> {
  authorise(actor, slaRights.changeCalendars)
  const year = ctx.now().getUTCFullYear()
  return readHolidays(text, { from: year - 1, to: year + 5 })
}

/**
 * Archives a calendar, so that the editor no longer offers it, or restores it; policies keep their copy.
 * @throws DomainError NOT_FOUND
 */
export async function archiveCalendar(
  ctx: ServiceContext,
  actor: Actor,
  { id, archived }: { id: string; archived: boolean },
): Promise<void> {
  authorise(actor, slaRights.changeCalendars)
  await unitOfWork(ctx, actor, async (work) => {
    await auditAct(work, ctx, 'calendar.saved', { type: 'calendar', id }, { archived })
    if (!(await lockCalendar(work.tx, id))) throw notFound(id)
    await updateCalendar(work.tx, id, { archivedAt: archived ? ctx.now() : null })
  })
}
