import type { SuggestedValue } from '@/server/tickets/finding/schema'
import type { Area, RailItem } from '@/app/_ui/rail'

/** One line of the palette. */
export interface Entry {
  key: string
  label: string
  hint?: string
  href: string
}

type Words = (
  key: `rail.${RailItem['name']}` | `area.${Area}` | 'palette.file' | 'palette.assigned' | 'palette.filed',
) => string

/** Returns the pages of the palette: those of the area, the other areas, and the form for a new ticket. */
export function pagesOf({
  items,
  areas,
  canFile,
  words,
}: {
  items: readonly RailItem[]
  areas: readonly { area: Area; href: string }[]
  canFile: boolean
  words: Words
}): Entry[] {
  return [
    ...(canFile ? [{ key: 'file', label: words('palette.file'), href: '/tickets/new' }] : []),
    ...items.map(({ name, href }) => ({ key: href, label: words(`rail.${name}`), href })),
    ...areas.map(({ area, href }) => ({ key: area, label: words(`area.${area}`), href })),
  ]
}

/** People of each list, so that neither list hides the other. */
const perList = 3

const queueOf = (filter: string, email: string) => `/desk?view=all&q=${encodeURIComponent(`${filter}:${email}`)}`

/** Returns people with what is found of them: the tickets that they work on, or that they filed. */
export function peopleOf(
  engineers: readonly SuggestedValue[],
  filers: readonly SuggestedValue[],
  words: Words,
): Entry[] {
  return [
    ...engineers.slice(0, perList).map(({ value, label }) => ({
      key: `assignee-${value}`,
      label: label || value,
      hint: words('palette.assigned'),
      href: queueOf('assignee', value),
    })),
    ...filers.slice(0, perList).map(({ value, label }) => ({
      key: `filer-${value}`,
      label: label || value,
      hint: words('palette.filed'),
      href: queueOf('filer', value),
    })),
  ]
}

/** Returns the entries whose label contains every typed word, in any letter case; all of them when nothing is typed. */
export function matching(entries: readonly Entry[], typed: string): Entry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
}
