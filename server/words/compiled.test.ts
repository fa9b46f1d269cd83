import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import formatOnly from 'use-intl/format-message/format-only'
import { createTranslator } from 'next-intl'
import { describe, expect, it } from 'vitest'
import { compileMessages, type MessageTree } from './compiled'

const folder = path.resolve(import.meta.dirname, '../../messages')
const locales = readdirSync(folder)
const treeOf = (locale: string, file: string) =>
  JSON.parse(readFileSync(path.join(folder, locale, file), 'utf8')) as MessageTree

function textsOf(tree: MessageTree, at: string[] = []): { name: string; text: string }[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string' ? [{ name: [...at, name].join('.'), text: value }] : textsOf(value, [...at, name]),
  )
}

/** Values for every name that a message uses: numbers in English have one and more. */
const valuesOf = (text: string, count: number) =>
  Object.fromEntries([
    ...[...text.matchAll(/\{\s*(\w+)\s*(,?)/g)].map(([, name, chooses]) => [name, chooses ? count : `${name}!`]),
    ...[...text.matchAll(/<(\w+)>/g)].map(([, name]) => [name, (parts: unknown) => `[${String(parts)}]`]),
  ])

describe('compiled messages', () => {
  it.each(locales.flatMap((locale) => readdirSync(path.join(folder, locale)).map((file) => [locale, file])))(
    'say the same as written ones: %s/%s',
    (locale, file) => {
      const written = treeOf(locale, file)
      const compiled = compileMessages(written)
      const before = createTranslator({ locale, messages: written as Record<string, string>, timeZone: 'UTC' })
      const format = (message: unknown, values: object) =>
        (formatOnly as (...all: unknown[]) => unknown)('', message, values, {
          locale,
          formatters: {
            getNumberFormat: (...all: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...all),
            getPluralRules: (...all: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...all),
          },
        })
      const at = (tree: unknown, name: string) =>
        name.split('.').reduce((part, key) => (part as Record<string, unknown>)[key], tree)
      const different = textsOf(written).flatMap(({ name, text }) =>
        [1, 2, 1_234].flatMap((count) => {
          const values = valuesOf(text, count)
          const one = [before.markup(name, values)].flat().join('')
          const two = [format(at(compiled, name), values)].flat().join('')
          return one === two ? [] : [{ name, one, two }]
        }),
      )
      expect(different).toEqual([])
    },
  )
})
