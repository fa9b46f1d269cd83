import { isEngineer, isManager, isStaff } from '@/server/vocabulary/rights/actor'
import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { Viewer } from '@/server/accounts/schema'
import type { Context } from '@/server/api/procedures'
import { contextOf } from './context'

/** The context of the request that is being drawn; made once a request. */
export const currentContext = cache(async (): Promise<Context> => contextOf(await headers()))

/** Who asks, or null; read once a request. */
export async function currentViewer(): Promise<Viewer | null> {
  return (await currentContext()).viewer
}

/** Who asks; somebody who is not signed in is sent to the sign-in page, which leads back to the page that was asked for. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await currentViewer()
  if (viewer) return viewer
  const path = (await headers()).get('x-nightdesk-path')
  return redirect(path && path !== '/' ? `/signin?next=${encodeURIComponent(path)}` : '/signin')
}

/** Where a person's work is: customers their tickets, engineers the queue, managers without a queue their page. */
export function homeOf(viewer: Viewer): string {
  if (!isStaff(viewer)) return '/tickets'
  if (viewer.staffRoles.includes('engineer')) return '/desk'
  if (isManager(viewer)) return '/manage'
  return isEngineer(viewer) ? '/desk' : '/desk/knowledge'
}
