import { z } from 'zod'
import { instantInput } from '@/server/infra/input/instant-schema'
import { localeSchema, productSchema, scenarioSchema, severitySchema } from '@/server/vocabulary/schemas/words'
import { oneLine } from '@/server/vocabulary/schemas/text'
import { regionInput } from '@/server/vocabulary/region/schema'
import type { Severity } from '@/server/vocabulary/severity'
import { limits } from '../facts'
import { readTerms } from '../search/terms.rules'
import { normalForm } from '../search/text.rules'
import { tagLimits } from '../tags/facts'
import { tagName } from '../tags/schema'
import { routingLimits } from './facts'

const ids = (max: number) => z.array(z.uuid()).max(max).default([])
/** Stored as tickets store it: a known region by its English name. */
const namedRegion = regionInput(limits.short).refine((text) => normalForm(text) !== '', 'nothingToCompare')
const wordsInput = oneLine(routingLimits.words).refine((text) => readTerms(text).length > 0, 'nothingToCompare')

/** When a rule applies. Each list that is not empty must hold; of its entries one is enough. */
export const conditionsSchema = z.object({
  products: z.array(productSchema).max(routingLimits.entries).default([]),
  scenarios: z.array(scenarioSchema).max(routingLimits.entries).default([]),
  /** Compared by their normal form (SEMANTICS §6.1). */
  regions: z.array(namedRegion).max(routingLimits.entries).default([]),
  /** The language of the filer. */
  languages: z.array(localeSchema).max(routingLimits.entries).default([]),
  planIds: ids(routingLimits.entries),
  severities: z.array(severitySchema).max(routingLimits.entries).default([]),
  organisationIds: ids(routingLimits.organisations),
  /** Each entry is a query of terms and excluded terms over subject and first message (SEMANTICS §6, §7). */
  words: z.array(wordsInput).max(routingLimits.entries).default([]),
})

/** What a ticket gets. */
export const outcomeSchema = z.object({
  /** The team of the ticket's project, no team, or the id of a team. */
  team: z.union([z.enum(['project', 'none']), z.uuid()]),
  tags: z.array(tagName).max(tagLimits.perTicket).default([]),
  /** Null: the escalation policy that is closest to team and severity. */
  policyId: z.uuid().nullable(),
})

export const ruleSchema = z.object({
  /** Made by the form. It stays the same when the rule is edited or moved. */
  id: z.uuid(),
  name: oneLine(routingLimits.name),
  when: conditionsSchema,
  then: outcomeSchema,
})

/** The routing rules as they are stored: the first rule that matches decides, and `otherwise` when none does. */
export const routingSchema = z.object({
  rules: z.array(ruleSchema).max(routingLimits.rules),
  otherwise: outcomeSchema,
})
const uniqueRules = (
  { rules }: { rules: readonly { id: string }[] },
  context: z.core.$RefinementCtx<{ rules: readonly { id: string }[] }>,
) => {
  if (new Set(rules.map(({ id }) => id)).size !== rules.length)
    context.addIssue({ code: 'custom', message: 'invalidValue', path: ['rules'], input: rules })
}

export const saveRoutingSchema = routingSchema
  .extend({
    /** The revision that the form was loaded with. */
    basedOn: z.string().max(40),
  })
  .superRefine(uniqueRules)

export const dryRunSchema = routingSchema
  .extend({
    /** The revision of the rules in force that the result is compared with. */
    basedOn: z.string().max(40),
    /** The last ticket of the batch before; null for the newest. */
    after: z.object({ at: instantInput, id: z.uuid() }).nullable().default(null),
  })
  .superRefine(uniqueRules)

export type RoutingConditions = z.output<typeof conditionsSchema>
export type RoutingOutcome = z.output<typeof outcomeSchema>
export type RoutingRule = z.output<typeof ruleSchema>
export type Routing = z.output<typeof routingSchema>

interface Named {
  id: string
  name: string
}

export interface RoutingView extends Routing {
  /** Zero until somebody saves rules for the first time. */
  version: number
  revision: string
  saved: { at: Date; by: string } | null
  teams: Named[]
  policies: Named[]
  plans: Named[]
  /** Every organisation of customers, and archived ones as far as rules name them. */
  organisations: (Named & { key: string; isArchived: boolean })[]
}

/** What a ticket gets, in names. */
export interface RoutedNames {
  team: string | null
  policy: string | null
  tags: string[]
}

export interface DryRunBatch {
  /** Tickets in this batch, and how many of them each rule would take; `ruleId` is null for the default. */
  checked: number
  counts: { ruleId: string | null; count: number }[]
  /** How many would be routed differently than by the rules in force; of them at most 100 are named. */
  changed: number
  tickets: {
    reference: string
    subject: string
    organisation: string
    severity: Severity
    filedAt: Date
    /** The rule of the new list that would take it; null for the default. */
    ruleId: string | null
    before: RoutedNames
    after: RoutedNames
  }[]
  /** Where the next batch begins; null when the 30 days are through. */
  next: { at: Date; id: string } | null
}
