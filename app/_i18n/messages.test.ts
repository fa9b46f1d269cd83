import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const folder = path.resolve(import.meta.dirname, '../../messages')
const files = readdirSync(path.join(folder, 'en'))

interface Message {
  name: string
  text: string
}

/** Returns the groups and messages of a file, a repeated name as often as it occurs: `JSON.parse` keeps only the last. */
function messagesOf(locale: string, file: string): Message[] {
  const walk = (node: ts.Node, at: string): Message[] => {
    if (!ts.isObjectLiteralExpression(node)) return []
    return node.properties.filter(ts.isPropertyAssignment).flatMap(({ name: key, initializer }) => {
      const name = at + (key as ts.StringLiteral).text
      return [{ name, text: ts.isStringLiteral(initializer) ? initializer.text : '' }, ...walk(initializer, `${name}.`)]
    })
  }
  return walk(
    ts.parseJsonText(file, readFileSync(path.join(folder, locale, file), 'utf8')).statements[0]!.expression,
    '',
  )
}

/** Returns the values and tags that a message shows; `any` also has those that only choose between its words. */
function slotsOf(text: string): { shown: Set<string>; any: Set<string> } {
  // What follows `one` or `other` is a branch of words and no value.
  const values = [...text.matchAll(/(?<!(?:=\d+|\b(?:one|other))\s*)\{(\w+)\s*([,}])|<(\w+)>/g)]
  const named = values.map(([, value, end, tag]) => ({ name: value ?? `<${tag}>`, isShown: end !== ',' }))
  const names = (all: typeof named) => new Set(all.map(({ name }) => name))
  return { shown: names(named.filter(({ isShown }) => isShown)), any: names(named) }
}

describe('the messages of both languages', () => {
  it('are in the same files', () => {
    expect(readdirSync(path.join(folder, 'zh-CN'))).toEqual(files)
  })

  it.each(files)('%s has the same names in both, each once, and both show the same values', (file) => {
    const english = messagesOf('en', file)
    const chinese = messagesOf('zh-CN', file)
    const namesOf = (all: readonly Message[]) => all.map(({ name }) => name).sort()
    expect(namesOf(english)).toEqual([...new Set(namesOf(english))])
    expect(namesOf(chinese)).toEqual(namesOf(english))
    const textOf = new Map(chinese.map(({ name, text }) => [name, text]))
    // A value that only chooses a plural in English may be absent in Chinese.
    const different = english.filter(({ name, text }) => {
      const [en, zh] = [slotsOf(text), slotsOf(textOf.get(name)!)]
      return [...en.shown].some((slot) => !zh.any.has(slot)) || [...zh.any].some((slot) => !en.any.has(slot))
    })
    expect(different.map(({ name }) => name)).toEqual([])
  })

  it.each(files)('%s formats no instant: that needs the reader’s zone and is done by useTimes', (file) => {
    const all = ['en', 'zh-CN'].flatMap((locale) => messagesOf(locale, file))
    expect(all.filter(({ text }) => /\{\s*\w+\s*,\s*(date|time)\b/.test(text))).toEqual([])
  })
})
