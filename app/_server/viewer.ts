import { isEngineer, isManager, isStaff } from '@/server/vocabulary/rights/actor'
import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { Viewer } from '@/server/accounts/schema'
import type { Context } from '@/server/api/procedures'
import { contextOf } from './context'

/** Returns the context of the request that is being rendered; created once per request. */
export const currentContext = cache(async (): Promise<Context> => contextOf(await headers()))

/** Returns the signed-in person, or null; read once per request. */
export async function currentViewer(): Promise<Viewer | null> {
  return (await currentContext()).viewer
}

/** Returns the signed-in person; redirects others to the sign-in page, which leads back to the requested page. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await currentViewer()
  if (viewer) return viewer
  const path = (await headers()).get('x-nightdesk-path')
  return redirect(path && path !== '/' ? `/signin?next=${encodeURIComponent(path)}` : '/signin')
}

/**
 * Returns the start page of a person: for customers their tickets, for engineers the queue, for other managers and
 * administrators their overview, for knowledge owners the articles.
 */
export function homeOf(viewer: Viewer): string {
  if (!isStaff(viewer)) return '/tickets'
  if (viewer.staffRoles.includes('engineer')) return '/desk'
  if (isManager(viewer)) return '/manage'
  return isEngineer(viewer) ? '/desk' : '/desk/knowledge'
}
