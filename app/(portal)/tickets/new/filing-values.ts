import { z } from 'zod'
import { platformSchema, productSchema, scenarioSchema } from '@/server/vocabulary/field'
import { type Severity, severitySchema } from '@/server/vocabulary/severity'
import { type FileTicketInput, type FilingOptions, type Impact, impactSchema } from '@/server/tickets/filing/schema'
import type { TicketView } from '@/server/tickets/reading/schema'
import { isVisible, toMessage } from '@/server/vocabulary/text'
import { proposeSeverity } from '@/server/tickets/filing/propose-severity.rules'

const text = z.string().catch('')
const answers = impactSchema.partial()

/** Values of the form. Stored drafts are parsed with this schema, so that an old draft cannot break the form. */
export const filingValuesSchema = z.object({
  projectId: text,
  scenario: text,
  body: text,
  impact: answers.catch({}),
  /** Chosen by the writer; overrides the severity that the answers propose. */
  chosenSeverity: severitySchema.nullable().catch(null),
  product: text,
  platforms: z.array(platformSchema).catch([]),
  sdkVersion: text,
  region: text,
  carrier: text,
  errorCodes: z.array(z.string()).catch([]),
  channelId: text,
  userIds: text,
  /** `2026-11-21T01:30` in the reader's zone. */
  startedAt: text,
})
export type FilingValues = z.infer<typeof filingValuesSchema>
export const emptyFiling: FilingValues = filingValuesSchema.parse({})

type Project = FilingOptions['projects'][number]

/** Fills fields from the project's profile, unless the writer has changed them. */
export function prefill(values: FilingValues, project: Project, before: Project | undefined): FilingValues {
  const single = (list: string[] | undefined) => (list?.length === 1 ? (list[0] ?? '') : '')
  /** Whether a field is empty or still holds the value of the previous project. */
  const isUnchanged = (now: string, put: string | null | undefined) => now === '' || now === (put ?? '')
  const platforms = (list: string[] | undefined) =>
    platformSchema
      .array()
      .catch([])
      .parse(list ?? [])
  const samePlatforms = values.platforms.join() === platforms(before?.platforms).join()
  return {
    ...values,
    projectId: project.id,
    scenario: isUnchanged(values.scenario, before?.scenario) ? (project.scenario ?? '') : values.scenario,
    product: isUnchanged(values.product, single(before?.products)) ? single(project.products) : values.product,
    sdkVersion: isUnchanged(values.sdkVersion, before?.sdkVersion) ? project.sdkVersion : values.sdkVersion,
    region: isUnchanged(values.region, before?.regions.join(', ')) ? project.regions.join(', ') : values.region,
    carrier: isUnchanged(values.carrier, before?.carriers.join(', ')) ? project.carriers.join(', ') : values.carrier,
    platforms: values.platforms.length === 0 || samePlatforms ? platforms(project.platforms) : values.platforms,
  }
}

/**
 * What a follow-up copies from the earlier ticket, so that nothing is asked twice. The problem itself is not copied.
 */
export interface Earlier {
  reference: string
  subject: string
  facts: Partial<FilingValues>
}

/** Returns the facts of a closed ticket as form values for its follow-up. */
export function factsOfEarlier(ticket: TicketView): Partial<FilingValues> {
  return {
    projectId: ticket.project?.id ?? '',
    scenario: scenarioSchema.safeParse(ticket.scenario).data ?? '',
    product: productSchema.safeParse(ticket.product).data ?? '',
    platforms: platformSchema.array().catch([]).parse(ticket.platforms),
    sdkVersion: ticket.sdkVersion,
    region: ticket.region,
    carrier: ticket.carrier,
    errorCodes: ticket.errorCodes,
    channelId: ticket.channelId,
    userIds: ticket.userIds,
  }
}

/** Returns the initial values: with the facts of the earlier ticket, if its project can still be chosen. */
export function openingValues(earlier: Earlier | null, projects: readonly Project[]): FilingValues {
  if (!earlier) return emptyFiling
  const known = projects.some(({ id }) => id === earlier.facts.projectId)
  return { ...emptyFiling, ...earlier.facts, projectId: known ? (earlier.facts.projectId ?? '') : '' }
}

/** Tells whether the writer has entered nothing yet; values from the profile or an earlier ticket do not count. */
export function isUntouched(values: FilingValues, opening: FilingValues, projects: readonly Project[]): boolean {
  const same = (other: FilingValues) =>
    JSON.stringify(filingValuesSchema.parse(values)) === JSON.stringify(filingValuesSchema.parse(other))
  const chosen = projects.find(({ id }) => id === values.projectId)
  return same(opening) || (chosen !== undefined && same(prefill(opening, chosen, undefined)))
}

export const profileFields = ['product', 'region', 'carrier', 'sdkVersion', 'platforms'] as const
export type ProfileField = (typeof profileFields)[number]

/** Returns the fields whose values come from the project's profile. */
export function fieldsFromProfile(values: FilingValues, project: Project | undefined): ProfileField[] {
  if (!project) return []
  const profile = prefill({ ...emptyFiling }, project, undefined)
  return profileFields.filter((name) => values[name].length > 0 && String(values[name]) === String(profile[name]))
}

/**
 * Returns the products to choose from when the project has several, because the SLA targets may differ between them.
 */
export const productsToChoose = (values: FilingValues, project: Project | undefined): string[] =>
  project && project.products.length > 1 && (values.product === '' || project.products.includes(values.product))
    ? project.products
    : []

/** Returns the current severity: chosen by the writer, else proposed by the three answers, else null. */
export function severityOf(values: FilingValues): Severity | null {
  if (values.chosenSeverity) return values.chosenSeverity
  const impact = impactSchema.safeParse(values.impact)
  return impact.success ? proposeSeverity(impact.data) : null
}

export const requiredFields = ['projectId', 'scenario', 'body', 'severity'] as const
export type RequiredField = (typeof requiredFields)[number]

/** Returns the missing fields of those that every ticket needs: project, scenario, what happens, and the severity. */
export function missingFields(values: FilingValues): RequiredField[] {
  const missing: RequiredField[] = []
  if (!values.projectId) missing.push('projectId')
  if (!values.scenario) missing.push('scenario')
  if (!isVisible(values.body)) missing.push('body')
  if (!severityOf(values)) missing.push('severity')
  return missing
}

/** Returns the input to send; null while a required field is missing. */
export function filingInput(
  values: FilingValues,
  rest: { clientKey: string; attachmentIds: string[]; startedAt: Date | null; followUpOf: string | null },
): FileTicketInput | null {
  const severity = severityOf(values)
  const scenario = scenarioSchema.safeParse(values.scenario)
  if (!severity || !scenario.success || missingFields(values).length > 0) return null
  const product = productSchema.safeParse(values.product)
  const impact = impactSchema.safeParse(values.impact)
  return {
    ...rest,
    projectId: values.projectId,
    scenario: scenario.data,
    // Replaces characters that the server would refuse, such as a NUL byte of a pasted log or a lone surrogate.
    body: toMessage(values.body),
    severity,
    impact: impact.success ? (impact.data satisfies Impact) : null,
    product: product.success ? product.data : null,
    platforms: values.platforms,
    sdkVersion: values.sdkVersion,
    region: values.region,
    carrier: values.carrier,
    errorCodes: values.errorCodes,
    channelId: values.channelId,
    userIds: values.userIds,
  }
}
