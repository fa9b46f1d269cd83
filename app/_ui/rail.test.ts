import { expect, it } from 'vitest'
import type { RoleName } from '@/server/vocabulary/role'
import type { Viewer } from '@/server/accounts/schema'
import { areasOf, railOf } from './rail'

const staff = (...staffRoles: RoleName[]): Viewer => ({
  kind: 'person',
  userId: '00000000-0000-4000-8000-000000000000',
  email: 'kai@test.example',
  name: 'Kai',
  locale: 'en',
  timeZone: 'UTC',
  staffRoles,
  memberships: [],
})
const names = (viewer: Viewer) => railOf('desk', viewer, 'en').map((item) => item.name)

it('a knowledge owner sees the articles and no queue in the navigation', () => {
  const owner = staff('knowledge_owner')
  expect(areasOf(owner)).toEqual([{ area: 'desk', href: '/desk/knowledge' }])
  expect(names(owner)).toContain('knowledge')
  expect(names(owner)).not.toContain('queue')
  expect(railOf('manage', owner, 'en')).toEqual([])
})

it("an engineer's navigation begins with the queue", () => {
  expect(areasOf(staff('engineer', 'knowledge_owner'))[0]).toEqual({ area: 'desk', href: '/desk' })
  expect(names(staff('engineer'))[0]).toBe('queue')
})
