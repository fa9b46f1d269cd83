import { z } from 'zod'
import { oneLine } from '@/server/vocabulary/schemas/text'
import { queueViews } from '../facts'
import { maxQuery } from '../finding/facts'
import type { QueueFilter } from '../reading/schema'
import { viewLimits } from './facts'

export const saveViewSchema = z.object({
  /** The view to change; absent for a new one. */
  id: z.uuid().optional(),
  name: oneLine(viewLimits.name),
  /** A team of the viewer with which the view is shared; null for the viewer alone. */
  teamId: z.uuid().nullable(),
  view: z.enum(queueViews),
  /** A search (SEMANTICS §6). */
  query: z.string().max(maxQuery),
})

export const removeViewSchema = z.object({ id: z.uuid() })

export interface SavedViewView {
  id: string
  name: string
  team: { id: string; name: string } | null
  view: QueueFilter['view']
  query: string
  /** How many tickets it lists: exact up to 1,000; 1,001 means more, and null that they were not counted in time. */
  count: number | null
  /** Names of teams in its search that do not exist; a ticket can be of none of them. */
  goneTeams: string[]
}

export interface SavedViews {
  views: SavedViewView[]
  /** Teams with which the viewer may share a view. */
  teams: { id: string; name: string }[]
}
