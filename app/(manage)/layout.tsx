import { isManager } from '@/server/vocabulary/rights/actor'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { AreaProviders } from '@/app/_server/area-providers'
import { DeskFrame } from '@/app/_server/desk-frame'
import { requireViewer } from '@/app/_server/viewer'
import { AreaShell } from '@/app/_ui/area-shell'

export default async function ManageLayout({ children }: { children: ReactNode }) {
  if (!isManager(await requireViewer())) notFound()
  return (
    <AreaProviders area="manage">
      <DeskFrame>
        <AreaShell area="manage">{children}</AreaShell>
      </DeskFrame>
    </AreaProviders>
  )
}
