import { isAdministrator, isEngineer, isManager, isStaff } from '@/server/vocabulary/rights/actor'
import {
  IconAlertTriangle,
  IconArrowsExchange,
  IconArrowsLeftRight,
  IconBook2,
  IconBuilding,
  IconCalendarTime,
  IconChartLine,
  IconInbox,
  IconListCheck,
  IconRoute,
  IconServer,
  IconTemplate,
  IconUser,
  IconUsers,
} from '@tabler/icons-react'
import type { Viewer } from '@/server/accounts/schema'

export const areas = ['portal', 'desk', 'manage'] as const
export type Area = (typeof areas)[number]

export interface RailItem {
  /** Key of `common.rail`. */
  name:
    | 'tickets'
    | 'organisation'
    | 'promises'
    | 'knowledge'
    | 'queue'
    | 'onCall'
    | 'handoff'
    | 'macros'
    | 'me'
    | 'sla'
    | 'atRisk'
    | 'policies'
    | 'routing'
    | 'whatIf'
    | 'organisations'
    | 'people'
    | 'system'
  href: string
  icon: typeof IconInbox
  for: (viewer: Viewer) => boolean
}

const everyone = () => true

/** Returns the navigation entries of an area that the viewer may use. */
export function railOf(area: Area, viewer: Viewer, locale: string): RailItem[] {
  const all: Record<Area, RailItem[]> = {
    portal: [
      { name: 'tickets', href: '/tickets', icon: IconInbox, for: everyone },
      { name: 'organisation', href: '/organisation', icon: IconBuilding, for: everyone },
      { name: 'promises', href: `/${locale}/promises`, icon: IconListCheck, for: everyone },
      { name: 'knowledge', href: `/${locale}/kb`, icon: IconBook2, for: everyone },
    ],
    desk: [
      { name: 'queue', href: '/desk', icon: IconInbox, for: isEngineer },
      { name: 'onCall', href: '/desk/oncall', icon: IconCalendarTime, for: isStaff },
      { name: 'handoff', href: '/desk/handoff', icon: IconArrowsExchange, for: isEngineer },
      { name: 'knowledge', href: '/desk/knowledge', icon: IconBook2, for: isStaff },
      { name: 'macros', href: '/desk/macros', icon: IconTemplate, for: isEngineer },
      { name: 'promises', href: `/${locale}/promises`, icon: IconListCheck, for: isStaff },
      { name: 'me', href: '/desk/me', icon: IconUser, for: isStaff },
    ],
    manage: [
      { name: 'sla', href: '/manage', icon: IconChartLine, for: isManager },
      { name: 'atRisk', href: '/manage/at-risk', icon: IconAlertTriangle, for: isManager },
      { name: 'policies', href: '/manage/policies', icon: IconListCheck, for: isManager },
      { name: 'routing', href: '/manage/routing', icon: IconRoute, for: isManager },
      { name: 'whatIf', href: '/manage/what-if', icon: IconArrowsLeftRight, for: isManager },
      { name: 'organisations', href: '/manage/organisations', icon: IconBuilding, for: isManager },
      { name: 'people', href: '/manage/people', icon: IconUsers, for: isManager },
      { name: 'system', href: '/manage/system', icon: IconServer, for: isAdministrator },
    ],
  }
  return all[area].filter((item) => item.for(viewer))
}

/**
 * Returns the areas that a viewer may enter: the portal for customers, the desk for staff, also Manage for managers.
 */
export function areasOf(viewer: Viewer): { area: Area; href: string }[] {
  return [
    ...(viewer.memberships.length > 0 ? [{ area: 'portal' as const, href: '/tickets' }] : []),
    ...(isStaff(viewer) ? [{ area: 'desk' as const, href: isEngineer(viewer) ? '/desk' : '/desk/knowledge' }] : []),
    ...(isManager(viewer) ? [{ area: 'manage' as const, href: '/manage' }] : []),
  ]
}

/** Returns the href of the entry that is the longest prefix of the current path. */
export function activeItem(items: { href: string }[], pathname: string): string | undefined {
  return items
    .map((item) => item.href)
    .filter((href) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.length - a.length)[0]
}
