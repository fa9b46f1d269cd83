import { slaRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import type { PolicyAction, PolicyChangeView } from './schema'
import { selectChanges, selectInstalled, selectPersonNames, selectPublicationBefore } from './queries'
import { type PolicyDifference, policyDifferences } from './policy-difference.rules'
import { policyDefinition } from '../schema'

const listed = 100
const placeSchema = z.strictObject({ at: z.number(), id: z.uuid() })
const isPublication = ({ action }: { action: string }) => action === 'published' || action === 'scheduled'

/**
 * Returns one page of a policy's change log, newest first, with the differences of each edit and publication and the
 * cursor of the next page. A publication is compared with the previous one, even if that one is on the next page.
 */
export async function readPolicyChanges(
  ctx: ServiceContext,
  actor: Actor,
  policyId: string,
  after?: string | null,
): Promise<{ rows: PolicyChangeView[]; next: string | null }> {
  authorise(actor, slaRights.readPolicies)
  const place = decodeCursor(placeSchema, after)
  const found = await selectChanges(ctx.db, policyId, place && { at: new Date(place.at), id: place.id }, listed + 1)
  const { rows, next } = pageOf(found, listed, ({ at, id }) => ({ at: at.getTime(), id }))
  const publications = rows.filter(isPublication)
  const oldest = publications.at(-1)
  const [names, before] = await Promise.all([
    selectPersonNames(ctx.db, [...new Set(rows.map((row) => row.byId))]),
    oldest ? selectPublicationBefore(ctx.db, policyId, oldest) : null,
  ])
  const installed = oldest && !before ? await selectInstalled(ctx.db, policyId) : null
  const replacedBy = (row: (typeof rows)[number]) => {
    const earlier = publications[publications.indexOf(row) + 1] ?? before
    return earlier ? earlier.after : installed?.definition
  }
  return {
    rows: rows.map((row) => {
      const replaced = row.before ?? (isPublication(row) ? replacedBy(row) : null)
      const differences: PolicyDifference[] =
        replaced && row.after
          ? policyDifferences(policyDefinition.parse(replaced), policyDefinition.parse(row.after))
          : []
      return {
        id: row.id,
        version: row.version,
        at: row.at,
        by: names.get(row.byId) ?? '',
        action: row.action as PolicyAction,
        inForceFrom: row.inForceFrom,
        differences,
      }
    }),
    next,
  }
}
