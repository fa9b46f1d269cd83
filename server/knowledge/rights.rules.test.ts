import { expect, it } from 'vitest'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { can } from '@/server/vocabulary/rights/rights'
import { type SampleActor, sampleActors } from '@/tests/support/actors'
import { knowledgeRights } from './rights.rules'

const everybody = Object.keys(sampleActors) as SampleActor[]
const those = (may: (actor: Actor) => boolean) => everybody.filter((name) => may(sampleActors[name]))

it('all staff can write drafts; only publishers can change what is published', () => {
  const publishers = ['knowledgeOwner', 'manager', 'administrator']
  expect(those((actor) => can(actor, knowledgeRights.writeArticles, { isPublished: false }))).toEqual([
    'engineer',
    ...publishers,
  ])
  expect(those((actor) => can(actor, knowledgeRights.writeArticles, { isPublished: true }))).toEqual(publishers)
  expect(those((actor) => can(actor, knowledgeRights.publishArticles))).toEqual(publishers)
})
