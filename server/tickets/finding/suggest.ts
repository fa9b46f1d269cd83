import type { ServiceContext } from '@/server/infra/context'
import { admit } from '@/server/infra/rights/authorise'
import { staffNow } from '@/server/accounts/staff'
import { type Actor, isStaff } from '@/server/vocabulary/rights/actor'
import { ticketRights } from '../rights.rules'
import { isNamedLike, regionChoices, storedRegion } from '@/server/vocabulary/region/region.rules'
import { selectSeenCarriers } from '../filing/queries'
import { readKnownTags } from '../tags/tags'
import type { SuggestFilter, SuggestedValue } from './schema'

/** Values that a box shows at once. */
const maxSuggested = 8

/** Known regions by a part of a name in either language; a search compares the name that tickets store. */
function regionsLike(text: string, locale: string): SuggestedValue[] {
  const found = regionChoices(locale).filter((choice) => isNamedLike(choice, text))
  return found.slice(0, maxSuggested).map(({ name }) => ({ value: storedRegion(name), label: name }))
}

/**
 * Returns values of a filter that contain a text, for completion in the search box: at most eight. Keys whose values are
 * fixed are completed in the browser. For customers the filters of staff are unknown, and of other people they learn
 * nothing here.
 */
export async function suggestValues(
  ctx: ServiceContext,
  actor: Actor,
  { key, text }: SuggestFilter,
): Promise<SuggestedValue[]> {
  const viewer = admit(actor, ticketRights.read)
  if (key === 'region') return regionsLike(text, viewer.locale)
  if (key === 'carrier') {
    const seen = await selectSeenCarriers(ctx.db, viewer, { text })
    return seen.slice(0, maxSuggested).map((value) => ({ value, label: '' }))
  }
  const contains = { contains: text.trim(), mode: 'insensitive' as const }
  if (!isStaff(viewer))
    return key === 'org'
      ? viewer.memberships.map(({ organisationKey, organisationName }) => ({
          value: organisationKey,
          label: organisationName,
        }))
      : []
  switch (key) {
    case 'org': {
      const found = await ctx.db.organisation.findMany({
        where: { isVendor: false, OR: [{ key: contains }, { name: contains }] },
        orderBy: { key: 'asc' },
        take: maxSuggested,
        select: { key: true, name: true },
      })
      return found.map((one) => ({ value: one.key, label: one.name }))
    }
    case 'assignee':
    case 'filer': {
      const found = await ctx.db.user.findMany({
        where: {
          AND: [
            key === 'assignee' ? staffNow() : { ticketsFiled: { some: {} } },
            { OR: [{ name: contains }, { email: contains }] },
          ],
        },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: maxSuggested,
        select: { email: true, name: true },
      })
      return found.map(({ email, name }) => ({ value: email, label: name }))
    }
    case 'team': {
      const found = await ctx.db.team.findMany({
        where: { name: contains },
        orderBy: { name: 'asc' },
        take: maxSuggested,
        select: { name: true },
      })
      return found.map(({ name }) => ({ value: name, label: '' }))
    }
    case 'tag': {
      const names = await readKnownTags(ctx, viewer, { text })
      return names.slice(0, maxSuggested).map((name) => ({ value: name, label: '' }))
    }
  }
}
