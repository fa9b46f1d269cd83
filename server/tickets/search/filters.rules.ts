import semver from 'semver'
import { instantOfLocal } from '@/server/time/local-time'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { severities } from '@/server/vocabulary/severity'
import type { SearchedTicket, SearchStatus } from './schema'
import { cleanForm, normalForm } from './text.rules'

/*
 * The filters of a search (SEMANTICS §6.2). Pure. Each key turns one part of a value into a condition, or returns null
 * when it does not understand the part.
 */

/** What a filter may ask about the reader. */
export interface Asker {
  /** Address of the reader, for `me`. */
  me: string
  /** IANA zone of the reader: days of `before` and `after` are local days. */
  timeZone: string
}

type Condition = (ticket: SearchedTicket) => boolean
type Reader = (part: string, asker: Asker) => Condition | null

const sameCase = (text: string) => cleanForm(text).toLowerCase()
const isSame = (a: string, b: string) => sameCase(a) === sameCase(b)

const statuses = {
  new: ['new'],
  open: ['open'],
  waiting: ['waiting'],
  hold: ['hold'],
  resolved: ['resolved'],
  closed: ['closed'],
  unresolved: ['new', 'open', 'waiting', 'hold'],
} as const satisfies Record<string, readonly SearchStatus[]>

const isEmail = (text: string) => text.includes('@')
const key =
  (valuesOf: (ticket: SearchedTicket) => readonly string[]): Reader =>
  (part) =>
  (ticket) =>
    valuesOf(ticket).some((value) => isSame(value, part))

/** Compares words, so that `error:-10008` finds 10008 and `region:indonesia` finds Indonesia. */
const words =
  (valuesOf: (ticket: SearchedTicket) => readonly string[]): Reader =>
  (part) => {
    const wanted = normalForm(part)
    return wanted === '' ? null : (ticket) => valuesOf(ticket).some((value) => normalForm(value) === wanted)
  }

function sdk(part: string): Condition | null {
  const options = { includePrerelease: true }
  if (semver.validRange(part, options) === null) return null
  return ({ sdkVersion }) => {
    const version = semver.coerce(sdkVersion, options)
    return version !== null && semver.satisfies(version, part, options)
  }
}

/** Returns the start of a local day in the reader's zone, epoch ms; null unless it is a real date `YYYY-MM-DD`. */
function startOfDay(part: string, timeZone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(part)) return null
  const localMs = Date.parse(`${part}T00:00Z`)
  // JavaScript reads 30 February as 2 March.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString().slice(0, 10) !== part) return null
  return instantOfLocal(localMs, timeZone)
}

const filed =
  (holds: (filedAt: number, start: number) => boolean): Reader =>
  (part, { timeZone }) => {
    const start = startOfDay(part, timeZone)
    return start === null ? null : ({ filedAt }) => filedAt !== null && holds(filedAt, start)
  }

function breached(part: string): Condition | null {
  const word = part.toLowerCase()
  if (word === 'yes') return (ticket) => ticket.breached.length > 0
  if (word === 'no') return (ticket) => ticket.breached.length === 0
  const metric = metrics.find((one: Metric) => one === word)
  return metric ? (ticket) => ticket.breached.includes(metric) : null
}

const readers = {
  severity: (part) => {
    const wanted = severities.find((one) => one.toLowerCase() === part.toLowerCase())
    return wanted ? ({ severity }) => severity === wanted : null
  },
  status: (part) => {
    const word = part.toLowerCase()
    if (!Object.hasOwn(statuses, word)) return null
    const wanted: readonly SearchStatus[] = statuses[word as keyof typeof statuses]
    return ({ status }) => wanted.includes(status)
  },
  org: key(({ organisation }) => [organisation.key]),
  assignee: (part, { me }) => {
    const word = part.toLowerCase()
    if (word === 'none') return ({ assignee }) => assignee === ''
    if (word === 'me') return ({ assignee }) => isSame(assignee, me)
    return isEmail(part) ? ({ assignee }) => isSame(assignee, part) : null
  },
  team: key(({ team }) => [team]),
  filer: (part, { me }) => {
    if (part.toLowerCase() === 'me') return ({ filer }) => isSame(filer.email, me)
    return isEmail(part) ? ({ filer }) => isSame(filer.email, part) : null
  },
  product: key(({ product }) => [product]),
  scenario: key(({ scenario }) => [scenario]),
  platform: key(({ platforms }) => platforms),
  tag: key(({ tags }) => tags),
  region: words(({ region }) => [region]),
  carrier: words(({ carrier }) => [carrier]),
  error: words(({ errorCodes }) => errorCodes),
  sdk,
  breached,
  before: filed((filedAt, start) => filedAt < start),
  after: filed((filedAt, start) => filedAt >= start),
} satisfies Record<string, Reader>

export type FilterKey = keyof typeof readers
/** For customers these are unknown keys, so that no result depends on what only staff may see. */
const staffOnly: readonly FilterKey[] = ['assignee', 'team', 'tag']

/** Returns the filter of a written key, in any letter case; null when this viewer has none of that name. */
export function filterKeyOf(written: string, viewer: 'staff' | 'customer'): FilterKey | null {
  const name = written.toLowerCase()
  if (!Object.hasOwn(readers, name)) return null
  return viewer === 'customer' && staffOnly.includes(name as FilterKey) ? null : (name as FilterKey)
}

/**
 * Reads the value of a filter: parts between commas, of which one must hold.
 * @returns the condition, or null when a part is not understood or none remains
 */
export function readFilter(name: FilterKey, value: string, asker: Asker): Condition | null {
  const read: Reader = readers[name]
  const parts = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const conditions = parts.flatMap((part) => read(part, asker) ?? [])
  if (parts.length === 0 || conditions.length < parts.length) return null
  return (ticket) => conditions.some((holds) => holds(ticket))
}
