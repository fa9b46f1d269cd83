import { expect, it } from 'vitest'
import { listFormat } from './list'

it.each([
  ['zh-CN', ['Ana Lim', 'Marco Rossi'], 'Ana Lim 和 Marco Rossi'],
  ['zh-CN', ['S1', 'S2', 'S3'], 'S1、S2 和 S3'],
  ['zh-CN', ['陈思远', '李雷'], '陈思远和李雷'],
  ['zh-CN', ['陈思远', 'Ana'], '陈思远和 Ana'],
  ['zh-CN', ['Ana'], 'Ana'],
  ['en', ['Ana', 'Ben', 'Mia'], 'Ana, Ben, and Mia'],
])('a list in %s of %j reads %s', (locale, words, text) => {
  expect(listFormat(locale).format(words)).toBe(text)
})

it.each([
  ['zh-CN', ['S1', 'S2'], 'S1 或 S2'],
  ['zh-CN', ['印度尼西亚', 'Java'], '印度尼西亚或 Java'],
  ['en', ['S1', 'S2'], 'S1 or S2'],
])('a choice in %s of %j reads %s', (locale, words, text) => {
  expect(listFormat(locale, { type: 'disjunction' }).format(words)).toBe(text)
})
