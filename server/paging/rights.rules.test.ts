import { expect, it } from 'vitest'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { can, canHold } from '@/server/vocabulary/rights/rights'
import { sampleActors } from '@/tests/support/actors'
import { pagingRights } from './rights.rules'

const link: Actor = { kind: 'link', userId: 'ana', pageId: 'p1' }

it('a link can answer only the page that it was sent for, and nothing else', () => {
  expect(can(link, pagingRights.answerPage, { pageId: 'p1' })).toBe(true)
  expect(can(link, pagingRights.answerPage, { pageId: 'p2' })).toBe(false)
  const others = Object.values(pagingRights).filter((right) => right !== pagingRights.answerPage)
  expect(others.filter((right) => canHold(link, right))).toEqual([])
})

it('every engineer can answer every page; a knowledge owner and a customer can answer none', () => {
  const page = { pageId: 'p2' }
  expect(can(sampleActors.engineer, pagingRights.answerPage, page)).toBe(true)
  expect(can(sampleActors.manager, pagingRights.answerPage, page)).toBe(true)
  expect(can(sampleActors.knowledgeOwner, pagingRights.answerPage, page)).toBe(false)
  expect(can(sampleActors.lead, pagingRights.answerPage, page)).toBe(false)
})
