import { fieldOf, isText } from '@/app/_ui/field-of'
import { type Platform, platforms, products, scenarios } from '@/server/vocabulary/field'
import { oneOf } from '@/server/vocabulary/list'
import { severities, type Severity } from '@/server/vocabulary/severity'
import { type Impact, impactAnswers } from '@/server/tickets/filing/facts'
import type { FileTicketInput, FilingOptions } from '@/server/tickets/filing/schema'
import type { TicketView } from '@/server/tickets/reading/schema'
import { isVisible, toMessage } from '@/server/vocabulary/text'
import { proposeSeverity } from '@/server/tickets/filing/propose-severity.rules'

/** Values of the form. */
export interface FilingValues {
  projectId: string
  scenario: string
  body: string
  impact: Partial<Impact>
  /** Chosen by the writer; overrides the severity that the answers propose. */
  chosenSeverity: Severity | null
  product: string
  platforms: Platform[]
  sdkVersion: string
  region: string
  carrier: string
  errorCodes: string[]
  channelId: string
  userIds: string
  /** `2026-11-21T01:30` in the reader's zone. */
  startedAt: string
  /** Digests of the finds that are no secrets (server/tickets/secrets). */
  kept: string[]
}

const knownPlatforms = (list: unknown): Platform[] => {
  const given: unknown[] = Array.isArray(list) ? list : []
  const known = given.flatMap((each) => oneOf(platforms, each) ?? [])
  return known.length === given.length ? known : []
}

const impactOf = (stored: unknown): Partial<Impact> => ({
  production: oneOf(impactAnswers.production, fieldOf(stored, 'production')),
  users: oneOf(impactAnswers.users, fieldOf(stored, 'users')),
  otherWay: oneOf(impactAnswers.otherWay, fieldOf(stored, 'otherWay')),
})

/** Reads the values of a stored draft; what this release does not know is empty, so that no draft breaks the form. */
export function readFilingValues(stored: unknown): FilingValues {
  const text = (name: keyof FilingValues): string => {
    const value = fieldOf(stored, name)
    return isText(value) ? value : ''
  }
  const texts = (name: keyof FilingValues): string[] => {
    const value = fieldOf(stored, name)
    return Array.isArray(value) ? value.filter(isText) : []
  }
  return {
    projectId: text('projectId'),
    scenario: text('scenario'),
    body: text('body'),
    impact: impactOf(fieldOf(stored, 'impact')),
    chosenSeverity: oneOf(severities, fieldOf(stored, 'chosenSeverity')) ?? null,
    product: text('product'),
    platforms: knownPlatforms(fieldOf(stored, 'platforms')),
    sdkVersion: text('sdkVersion'),
    region: text('region'),
    carrier: text('carrier'),
    errorCodes: texts('errorCodes'),
    channelId: text('channelId'),
    userIds: text('userIds'),
    startedAt: text('startedAt'),
    kept: texts('kept'),
  }
}
export const emptyFiling: FilingValues = readFilingValues({})

type Project = FilingOptions['projects'][number]

/** Fills fields from the project's profile, unless the writer has changed them. */
export function prefill(values: FilingValues, project: Project, before: Project | undefined): FilingValues {
  const single = (list: string[] | undefined) => (list?.length === 1 ? (list[0] ?? '') : '')
  /** Whether a field is empty or still holds the value of the previous project. */
  const isUnchanged = (now: string, put: string | null | undefined) => now === '' || now === (put ?? '')
  const samePlatforms = values.platforms.join() === knownPlatforms(before?.platforms).join()
  return {
    ...values,
    projectId: project.id,
    scenario: isUnchanged(values.scenario, before?.scenario) ? (project.scenario ?? '') : values.scenario,
    product: isUnchanged(values.product, single(before?.products)) ? single(project.products) : values.product,
    sdkVersion: isUnchanged(values.sdkVersion, before?.sdkVersion) ? project.sdkVersion : values.sdkVersion,
    region: isUnchanged(values.region, before?.regions.join(', ')) ? project.regions.join(', ') : values.region,
    carrier: isUnchanged(values.carrier, before?.carriers.join(', ')) ? project.carriers.join(', ') : values.carrier,
    platforms: values.platforms.length === 0 || samePlatforms ? knownPlatforms(project.platforms) : values.platforms,
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
    scenario: oneOf(scenarios, ticket.scenario) ?? '',
    product: oneOf(products, ticket.product) ?? '',
    platforms: knownPlatforms(ticket.platforms),
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
    JSON.stringify(readFilingValues(values)) === JSON.stringify(readFilingValues(other))
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

/** Returns the answers to the three questions; null until all are answered. */
function completeImpact({ impact: { production, users, otherWay } }: FilingValues): Impact | null {
  return production && users && otherWay ? { production, users, otherWay } : null
}

/** Returns the current severity: chosen by the writer, else proposed by the three answers, else null. */
export function severityOf(values: FilingValues): Severity | null {
  if (values.chosenSeverity) return values.chosenSeverity
  const impact = completeImpact(values)
  return impact && proposeSeverity(impact)
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
  rest: {
    clientKey: string
    attachmentIds: string[]
    draftId?: string
    startedAt: Date | null
    followUpOf: string | null
  },
): FileTicketInput | null {
  const severity = severityOf(values)
  const scenario = oneOf(scenarios, values.scenario)
  if (!severity || !scenario || missingFields(values).length > 0) return null
  return {
    ...rest,
    projectId: values.projectId,
    scenario,
    // Replaces characters that the server would refuse, such as a NUL byte of a pasted log or a lone surrogate.
    body: toMessage(values.body),
    severity,
    impact: completeImpact(values),
    product: oneOf(products, values.product) ?? null,
    platforms: values.platforms,
    sdkVersion: values.sdkVersion,
    region: values.region,
    carrier: values.carrier,
    errorCodes: values.errorCodes,
    channelId: values.channelId,
    userIds: values.userIds,
    kept: values.kept,
  }
}

/** Returns what the writer has entered as text, where secrets are looked for. */
export const writtenTexts = (values: FilingValues): string[] => [
  values.body,
  values.userIds,
  values.channelId,
  values.region,
  values.carrier,
  values.sdkVersion,
  ...values.errorCodes,
]
