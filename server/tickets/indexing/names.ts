import { locales } from '@/server/vocabulary/locale'
import { platforms, products, scenarios } from '@/server/vocabulary/field'
import { fieldName } from '@/server/words/translators'
import { factOf } from './words.rules'
import type { Term } from '../search/terms.rules'
import { isFoundIn, normalForm } from '../search/text.rules'

const lists = { product: products, scenario: scenarios, platform: platforms } as const

/** The display names in every language, in normal form, with the fact that a ticket has for their key. */
const names = Object.entries(lists).flatMap(([list, keys]) =>
  keys.flatMap((key) =>
    locales.map((locale) => ({
      fact: factOf[list as keyof typeof lists](key),
      normal: normalForm(fieldName(locale, list as keyof typeof lists, key)),
    })),
  ),
)

/**
 * Returns the facts of tickets in whose display names a term is found. Names are compared here and not stored with the
 * tickets, so that a better translation finds the old tickets too.
 */
export const factsNamed = ({ text, quoted }: Pick<Term, 'text' | 'quoted'>): string[] => [
  ...new Set(names.flatMap(({ fact, normal }) => (isFoundIn(text, quoted, normal) ? [fact] : []))),
]

/** Returns the display names of a ticket's product, scenario and platforms in every language. */
export const namesOf = (ticket: { product: string | null; scenario: string; platforms: readonly string[] }): string[] =>
  locales.flatMap((locale) => [
    ...(ticket.product ? [fieldName(locale, 'product', ticket.product)] : []),
    fieldName(locale, 'scenario', ticket.scenario),
    ...ticket.platforms.map((platform) => fieldName(locale, 'platform', platform)),
  ])
