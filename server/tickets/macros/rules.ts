import type { AppLocale } from '@/server/vocabulary/locale'

/** What a macro's text can contain in braces, for example `{customer}`. */
export const macroVariables = [
  'customer',
  'engineer',
  'reference',
  'subject',
  'organisation',
  'product',
  'scenario',
  'sdk',
  'severity',
] as const
export type MacroVariable = (typeof macroVariables)[number]

const placeholder = /\{([\p{L}\p{N}_]{1,40})\}/gu
const isVariable = (name: string): name is MacroVariable => macroVariables.some((known) => known === name)

/** Returns the names in braces that are no variables, each once: with one of them a macro is not saved. */
export const unknownVariables = (text: string): string[] => [
  ...new Set([...text.matchAll(placeholder)].flatMap(([, name = '']) => (isVariable(name) ? [] : [name]))),
]

/**
 * Returns the text with its variables replaced. One that the ticket leaves empty becomes its name in square brackets,
 * so that the writer sees the gap. Values are inserted once: braces in a subject are not read as variables.
 */
export function fillMacro(
  text: string,
  values: Readonly<Record<MacroVariable, string>>,
  nameOf: (variable: MacroVariable) => string,
): string {
  return text.replace(placeholder, (whole, name: string) => {
    if (!isVariable(name)) return whole
    return values[name] === '' ? `[${nameOf(name)}]` : values[name]
  })
}

export type MacroBodies = Readonly<Record<AppLocale, string>>

/** Returns the text in the customer's language, or the other one when it has none in that language. */
export function bodyFor(bodies: MacroBodies, locale: AppLocale): { locale: AppLocale; text: string } {
  const other = locale === 'en' ? 'zh-CN' : 'en'
  const chosen = bodies[locale] === '' ? other : locale
  return { locale: chosen, text: bodies[chosen] }
}
