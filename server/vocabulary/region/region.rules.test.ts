// cspell:ignore ivoire indon
import { describe, expect, it } from 'vitest'
import { regionAliases, regionNames } from './names'
import { isNamedLike, regionChoices, regionName, storedRegion } from './region.rules'

describe('a region', () => {
  it.each([
    ['印度尼西亚', 'Indonesia'],
    ['INDONESIA ', 'Indonesia'],
    ['台湾', 'Taiwan'],
    ['臺灣', 'Taiwan'],
    ['印尼', 'Indonesia'],
    ['香港', 'Hong Kong'],
    ['cote d’ivoire', "Côte d'Ivoire"],
    ['Bosnia and Herzegovina', 'Bosnia & Herzegovina'],
    ['ＵＳＡ', 'United States'],
    ['Jakarta', 'Jakarta'],
    ['in', 'in'],
    ['印度尼西亚、新加坡', 'Indonesia, Singapore'],
    ['雅加达，印尼西亚', '雅加达，印尼西亚'],
    ['Jakarta, 印度尼西亚', 'Jakarta, Indonesia'],
    ['', ''],
  ])('%j is stored as %j', (text, stored) => {
    expect(storedRegion(text)).toBe(stored)
    expect(storedRegion(stored)).toBe(stored)
  })

  it('is shown in the language of the reader, and a place that is none as it was written', () => {
    expect(regionName('Indonesia', 'zh-CN')).toBe('印度尼西亚')
    expect(regionName('印度尼西亚', 'en')).toBe('Indonesia')
    expect(regionName('雅加达', 'en')).toBe('雅加达')
    expect(regionName('Indonesia, Singapore', 'zh-CN')).toBe('印度尼西亚、新加坡')
  })

  it('has no name that another one has', () => {
    const names = Object.entries(regionNames).flatMap(([code, both]) => [...both, ...(regionAliases[code] ?? [])])
    for (const name of names) expect([name, names.filter((other) => other === name).length]).toEqual([name, 1])
    for (const [code, [en, zh]] of Object.entries(regionNames)) {
      expect([code, storedRegion(en), storedRegion(zh)]).toEqual([code, en, en])
      for (const alias of regionAliases[code] ?? []) expect([alias, storedRegion(alias)]).toEqual([alias, en])
    }
  })

  it('is found by a part of a name in either language', () => {
    const found = (text: string, locale: string) =>
      regionChoices(locale)
        .filter((choice) => isNamedLike(choice, text))
        .map(({ name }) => name)
    expect(found('indon', 'zh-CN')).toEqual(['印度尼西亚'])
    expect(found('印度尼', 'en')).toEqual(['Indonesia'])
    expect(found('', 'en').length).toBe(Object.keys(regionNames).length)
  })
})
