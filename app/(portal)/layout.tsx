import type { ReactNode } from 'react'
import { AreaProviders } from '@/app/_server/area-providers'
import { requireViewer } from '@/app/_server/viewer'
import { AreaShell } from '@/app/_ui/area-shell'

export default async function PortalLayout({ children }: { children: ReactNode }) {
  await requireViewer()
  return (
    <AreaProviders area="portal">
      <AreaShell area="portal">{children}</AreaShell>
    </AreaProviders>
  )
}
