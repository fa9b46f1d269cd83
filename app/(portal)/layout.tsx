import type { ReactNode } from 'react'
import { requireViewer } from '@/app/_server/viewer'
import { AreaShell } from '@/app/_ui/area-shell'

export default async function PortalLayout({ children }: { children: ReactNode }) {
  await requireViewer()
  return <AreaShell area="portal">{children}</AreaShell>
}
