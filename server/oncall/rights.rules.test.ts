import { expect, it } from 'vitest'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { can } from '@/server/vocabulary/rights/rights'
import { type SampleActor, sampleActors } from '@/tests/support/actors'
import { oncallRights } from './rights.rules'

const everybody = Object.keys(sampleActors) as SampleActor[]
const those = (may: (actor: Actor) => boolean) => everybody.filter((name) => may(sampleActors[name]))

it('engineers can add overrides for themselves, managers for anybody, knowledge owners for nobody', () => {
  const overriders = (personId: string) => those((actor) => can(actor, oncallRights.changeOverrides, { personId }))
  expect(overriders('bo')).toEqual(['manager', 'administrator'])
  expect(overriders('ana')).toEqual(['engineer', 'manager', 'administrator'])
  expect(overriders('kim')).toEqual(['manager', 'administrator'])
})

it('a swap is decided by the person who was asked and withdrawn by the one who asked, and by no manager', () => {
  const swap = { askerId: 'bo', askedId: 'ana' }
  expect(those((actor) => can(actor, oncallRights.decideSwap, swap))).toEqual(['engineer'])
  expect(those((actor) => can(actor, oncallRights.withdrawSwap, { ...swap, askerId: 'mia' }))).toEqual(['manager'])
})

it("an API key of the vendor can read who is on call, a customer's cannot", () => {
  const key: Actor = { kind: 'apiKey', keyId: 'k', organisationId: null, scopes: ['oncall:read'] }
  expect(can(key, oncallRights.readOnCall)).toBe(true)
  expect(can({ ...key, organisationId: 'acme' }, oncallRights.readOnCall)).toBe(false)
  expect(can(key, oncallRights.changeSchedules)).toBe(false)
})
