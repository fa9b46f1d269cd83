// cspell:ignore Axiata telk
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { suggestValues } from '@/server/tickets/finding/suggest'
import { readCarriers, readTicket } from '@/server/tickets/reading/ticket'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { openStory, type Story } from '@/tests/support/story'

/** Where a problem happens: regions are stored under one name, and carriers that were named before are suggested. */
let story: Story
beforeAll(async () => {
  story = await openStory('off')
})
afterAll(() => story.close())

const inChinese = (person: PersonActor): PersonActor => ({ ...person, locale: 'zh-CN' })
const file = (more: object) => story.fileS1({ severity: 'S4', clientKey: randomUUID(), ...more })

describe('a region', () => {
  it('has one name in storage, and is shown to each reader in their language', async () => {
    const { ana, customer } = story.world
    const reference = await file({ region: '印度尼西亚' })
    const stored = await story.database.db.ticket.findUniqueOrThrow({ where: { reference }, select: { region: true } })
    expect(stored.region).toBe('Indonesia')
    expect((await readTicket(story.ctx, inChinese(customer), reference)).region).toBe('印度尼西亚')
    expect((await readTicket(story.ctx, ana, reference)).region).toBe('Indonesia')
    const city = await file({ region: '雅加达 gz-3' })
    expect((await readTicket(story.ctx, ana, city)).region).toBe('雅加达 gz-3')
  })

  it('is completed in the search from a name in either language, with the name that tickets store', async () => {
    const found = await suggestValues(story.ctx, inChinese(story.world.ana), { key: 'region', text: '印度尼' })
    expect(found).toEqual([{ value: 'Indonesia', label: '印度尼西亚' }])
  })
})

describe('a carrier', () => {
  it('that was named before is suggested once, in its usual spelling, to those who may read that ticket', async () => {
    const { customer, lead, ana, stranger } = story.world
    const reference = await file({ carrier: 'Telkomsel' })
    await file({ carrier: 'telkomsel' })
    await file({ carrier: 'Telkomsel' })
    await file({ carrier: 'XL Axiata' })
    const { projectId } = await story.database.db.ticket.findUniqueOrThrow({ where: { reference } })
    for (const reader of [customer, lead, ana])
      expect(await readCarriers(story.ctx, reader, projectId!)).toEqual(['Telkomsel', 'XL Axiata'])
    const colleague = { ...customer, userId: randomUUID() }
    expect(await readCarriers(story.ctx, colleague, projectId!)).toEqual([])
    await expect(readCarriers(story.ctx, stranger, projectId!)).rejects.toMatchObject({ reason: 'unknownProject' })
    expect(await suggestValues(story.ctx, stranger, { key: 'carrier', text: '' })).toEqual([])
    expect(await suggestValues(story.ctx, customer, { key: 'carrier', text: 'telk' })).toEqual([
      { value: 'Telkomsel', label: '' },
    ])
  })
})
