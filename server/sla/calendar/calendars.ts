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

/** Every named calendar with who changed it, and the policies in force that carry one of its name. */
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
 * Makes a calendar, or writes its next version. Policies carry their own copy, so what is promised already stays as it
 * is until a policy with the new form is published (SEMANTICS §1.1).
 * @throws DomainError INVALID `calendarNameTaken`, CONFLICT `staleCalendar` when somebody else has changed it meanwhile
 */
export async function saveCalendar(
  ctx: ServiceContext,
  actor: Actor,
  { seen, name, content }: SaveCalendarInput,
): Promise<{ id: string; version: number }> {
  const viewer = authorise(actor, slaRights.changeCalendars)
  try {
    return await unitOfWork(ctx, async ({ tx }) => {
      await auditAct(tx, ctx, actor, 'calendar.saved', { type: 'calendar', id: '' }, { name })
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
 * The whole days that an .ics file names, from the year before this one on; nothing is saved.
 * @throws DomainError INVALID with the file's fault
 */
export async function readHolidayFile(ctx: ServiceContext, actor: Actor, text: string): Promise<ReadHolidays> {
  authorise(actor, slaRights.changeCalendars)
  const year = ctx.now().getUTCFullYear()
  return readHolidays(text, { from: year - 1, to: year + 5 })
}

/**
 * Takes a calendar out of the editor's choice, or puts it back; policies that carry it keep it.
 * @throws DomainError NOT_FOUND
 */
export async function archiveCalendar(
  ctx: ServiceContext,
  actor: Actor,
  { id, archived }: { id: string; archived: boolean },
): Promise<void> {
  authorise(actor, slaRights.changeCalendars)
  await unitOfWork(ctx, async ({ tx }) => {
    await auditAct(tx, ctx, actor, 'calendar.saved', { type: 'calendar', id }, { archived })
    if (!(await lockCalendar(tx, id))) throw notFound(id)
    await updateCalendar(tx, id, { archivedAt: archived ? ctx.now() : null })
  })
}
