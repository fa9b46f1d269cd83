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

/** One part of a filter's value. */
export interface Condition {
  holds: (ticket: SearchedTicket) => boolean
  /** What the part asks for, in the form in which the database is asked: a key or address in lower case, an instant. */
  wanted: string | number
}
type Reader = (part: string, asker: Asker) => Condition | null

/** Returns a text in the form in which keys and addresses are compared. */
export const sameCase = (text: string) => cleanForm(text).toLowerCase()
const isSame = (a: string, b: string) => sameCase(a) === sameCase(b)

/** The statuses that each word of the filter `status` stands for. */
export const statuses = {
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
  (part) => ({
    wanted: sameCase(part),
    holds: (ticket) => valuesOf(ticket).some((value) => isSame(value, part)),
  })

/** Compares words, so that `error:-10008` finds 10008 and `region:indonesia` finds Indonesia. */
const words =
  (valuesOf: (ticket: SearchedTicket) => readonly string[]): Reader =>
  (part) => {
    const wanted = normalForm(part)
    if (wanted === '') return null
    return { wanted, holds: (ticket) => valuesOf(ticket).some((value) => normalForm(value) === wanted) }
  }

const semverOptions = { includePrerelease: true }

/** Whether a ticket's version is in a range; false for a version that cannot be read. */
export function isVersionIn(sdkVersion: string, range: string): boolean {
  const version = semver.coerce(sdkVersion, semverOptions)
  return version !== null && semver.satisfies(version, range, semverOptions)
}

function sdk(part: string): Condition | null {
  if (semver.validRange(part, semverOptions) === null) return null
  return { wanted: part, holds: ({ sdkVersion }) => isVersionIn(sdkVersion, part) }
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
    if (start === null) return null
    return { wanted: start, holds: ({ filedAt }) => filedAt !== null && holds(filedAt, start) }
  }

function breached(part: string): Condition | null {
  const word = part.toLowerCase()
  if (word === 'yes') return { wanted: word, holds: (ticket) => ticket.breached.length > 0 }
  if (word === 'no') return { wanted: word, holds: (ticket) => ticket.breached.length === 0 }
  const metric = metrics.find((one: Metric) => one === word)
  return metric ? { wanted: metric, holds: (ticket) => ticket.breached.includes(metric) } : null
}

const readers = {
  severity: (part) => {
    const wanted = severities.find((one) => one.toLowerCase() === part.toLowerCase())
    return wanted ? { wanted, holds: ({ severity }) => severity === wanted } : null
  },
  status: (part) => {
    const word = part.toLowerCase()
    if (!Object.hasOwn(statuses, word)) return null
    const wanted: readonly SearchStatus[] = statuses[word as keyof typeof statuses]
    return { wanted: word, holds: ({ status }) => wanted.includes(status) }
  },
  org: key(({ organisation }) => [organisation.key]),
  assignee: (part, { me }) => {
    const word = part.toLowerCase()
    if (word === 'none') return { wanted: word, holds: ({ assignee }) => assignee === '' }
    const email = word === 'me' ? me : isEmail(part) ? part : null
    return email === null ? null : { wanted: sameCase(email), holds: ({ assignee }) => isSame(assignee, email) }
  },
  team: key(({ team }) => [team]),
  filer: (part, { me }) => {
    const email = part.toLowerCase() === 'me' ? me : isEmail(part) ? part : null
    return email === null ? null : { wanted: sameCase(email), holds: ({ filer }) => isSame(filer.email, email) }
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

/** Returns the filters that a viewer may use. */
export const filterKeysFor = (viewer: 'staff' | 'customer'): FilterKey[] =>
  (Object.keys(readers) as FilterKey[]).filter((name) => viewer === 'staff' || !staffOnly.includes(name))

/** Returns the filter of a written key, in any letter case; null when this viewer has none of that name. */
export function filterKeyOf(written: string, viewer: 'staff' | 'customer'): FilterKey | null {
  const name = written.toLowerCase()
  if (!Object.hasOwn(readers, name)) return null
  return viewer === 'customer' && staffOnly.includes(name as FilterKey) ? null : (name as FilterKey)
}

/**
 * Reads the value of a filter: parts between commas, of which one must hold.
 * @returns one condition per part, or null when a part is not understood or none remains
 */
export function readFilter(name: FilterKey, value: string, asker: Asker): Condition[] | null {
  const read: Reader = readers[name]
  const parts = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const conditions = parts.flatMap((part) => read(part, asker) ?? [])
  return parts.length === 0 || conditions.length < parts.length ? null : conditions
}
