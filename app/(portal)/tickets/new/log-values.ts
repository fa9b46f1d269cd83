import { instantOfText, localText } from '@/app/_ui/local-field'
import { limits } from '@/server/tickets/facts'
import type { LogInstant } from '@/server/tickets/log-reader/instants.rules'
import type { LogFacts, Said } from '@/server/tickets/log-reader/rules'
import type { FilingValues } from './filing-values'

/** Where a value of a log can go. */
export type ProposedField =
  | 'sdkVersion'
  | 'platforms'
  | 'errorCodes'
  | 'channelId'
  | 'userIds'
  | 'firstTrouble'
  | 'firstInstant'
  | 'lastInstant'
  | 'reconnects'
  | 'losses'

/** A value that a log offers for the form, with the line that said it. */
export interface Proposal {
  field: ProposedField
  value: string
  said: Said<unknown>
  /** Whether the form has it already. */
  isUsed: boolean
  /** Whether using it replaces what the writer or the project's profile has filled in. */
  replaces: boolean
  apply: (values: FilingValues) => Partial<FilingValues>
}

/** How many values of each kind are offered. */
const offered = { sdkVersion: 2, platforms: 2, errorCodes: 6, channelId: 3, userIds: 4 } as const

const userIdsOf = (values: FilingValues) => values.userIds.split(/[\s,，;；、]+/).filter((each) => each !== '')

/** Returns a log's instant as the date and time field shows it; an instant without a zone is read as the reader's. */
export const localOfLog = (at: LogInstant, timeZone: string): string =>
  at.offsetMinutes === null ? at.local.slice(0, 16) : localText(new Date(at.ms), timeZone)

/**
 * Returns what a log offers for the form. Nothing is taken over without a click.
 * @param noteOf the sentence that a count adds to the description
 */
export function proposalsOf(
  facts: LogFacts,
  values: FilingValues,
  timeZone: string,
  noteOf: (field: 'reconnects' | 'losses', said: Said<number>) => string,
): Proposal[] {
  const single = (field: 'sdkVersion' | 'channelId', list: readonly Said[]): Proposal[] =>
    list.slice(0, offered[field]).map((said) => ({
      field,
      value: said.value,
      said,
      isUsed: values[field] === said.value,
      replaces: values[field] !== '',
      apply: () => ({ [field]: said.value }),
    }))
  const platforms = facts.platforms.slice(0, offered.platforms).map((said) => ({
    field: 'platforms' as const,
    value: said.value,
    said,
    isUsed: values.platforms.includes(said.value),
    replaces: false,
    apply: (now: FilingValues) => ({ platforms: [...now.platforms, said.value] }),
  }))
  const errorCodes = facts.errorCodes.slice(0, offered.errorCodes).map((said) => ({
    field: 'errorCodes' as const,
    value: said.value,
    said,
    isUsed: values.errorCodes.includes(said.value),
    replaces: false,
    apply: (now: FilingValues) => ({ errorCodes: [...now.errorCodes, said.value].slice(0, limits.errorCodes) }),
  }))
  const users = facts.users.slice(0, offered.userIds).map((said) => ({
    field: 'userIds' as const,
    value: said.value,
    said,
    isUsed: userIdsOf(values).includes(said.value),
    replaces: false,
    apply: (now: FilingValues) => ({ userIds: [...userIdsOf(now), said.value].join(', ') }),
  }))
  const instants = (['firstTrouble', 'first', 'last'] as const).flatMap((name): Proposal[] => {
    const said = facts[name]
    if (!said || (name === 'last' && said.line === facts.first?.line)) return []
    const startedAt = localOfLog(said.value, timeZone)
    const field = name === 'firstTrouble' ? name : name === 'first' ? 'firstInstant' : 'lastInstant'
    const isUsed = values.startedAt.slice(0, 16) === startedAt
    return [{ field, value: startedAt, said, isUsed, replaces: values.startedAt !== '', apply: () => ({ startedAt }) }]
  })
  const notes = (['reconnects', 'losses'] as const).flatMap((field): Proposal[] => {
    const said = facts[field]
    if (!said) return []
    const note = noteOf(field, said)
    return [
      {
        field,
        value: String(said.value),
        said,
        isUsed: values.body.includes(note),
        replaces: false,
        apply: (now) => ({ body: now.body.trim() === '' ? note : `${now.body.trimEnd()}\n\n${note}` }),
      },
    ]
  })
  return [
    ...single('sdkVersion', facts.sdkVersions),
    ...platforms,
    ...errorCodes,
    ...single('channelId', facts.rooms),
    ...users,
    ...instants,
    ...notes,
  ]
}

/** Fills what is empty from all proposals, the first of each kind first; what is filled in stays. */
export function fillFrom(proposals: readonly Proposal[], values: FilingValues): FilingValues {
  const lists = new Set<ProposedField>(['platforms', 'errorCodes', 'userIds', 'reconnects', 'losses'])
  let now = values
  for (const { field, apply, isUsed } of proposals) {
    const target = field === 'firstTrouble' || field === 'firstInstant' || field === 'lastInstant' ? 'startedAt' : field
    if (isUsed || (!lists.has(field) && now[target as 'sdkVersion' | 'channelId' | 'startedAt'] !== '')) continue
    now = { ...now, ...apply(now) }
  }
  return now
}

/** Whether an instant of a log has no zone, which the form says beside it. */
export const hasNoZone = ({ said: { value } }: Proposal): boolean =>
  typeof value === 'object' && value !== null && (value as Partial<LogInstant>).offsetMinutes === null

/** Returns the instant of a proposal, for display. */
export const instantOfProposal = ({ value }: Proposal, timeZone: string): Date => instantOfText(value, timeZone)
