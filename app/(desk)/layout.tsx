import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { requireViewer } from '@/app/_server/viewer'
import { AreaShell } from '@/app/_ui/area-shell'
import { isStaff } from '@/server/accounts/schema'

export default async function DeskLayout({ children }: { children: ReactNode }) {
  if (!isStaff(await requireViewer())) notFound()
  return <AreaShell area="desk">{children}</AreaShell>
}
