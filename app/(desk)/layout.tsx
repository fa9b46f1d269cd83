import { isStaff } from '@/server/vocabulary/rights/actor'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { AreaProviders } from '@/app/_server/area-providers'
import { DeskFrame } from '@/app/_server/desk-frame'
import { requireViewer } from '@/app/_server/viewer'
import { AreaShell } from '@/app/_ui/area-shell'

export default async function DeskLayout({ children }: { children: ReactNode }) {
  if (!isStaff(await requireViewer())) notFound()
  return (
    <AreaProviders area="desk">
      <DeskFrame>
        <AreaShell area="desk">{children}</AreaShell>
      </DeskFrame>
    </AreaProviders>
  )
}
