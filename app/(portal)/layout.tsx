import type { ReactNode } from 'react'
import { AreaMessages } from '@/app/_i18n/area-messages'
import { requireViewer } from '@/app/_server/viewer'
import { AreaShell } from '@/app/_ui/area-shell'

export default async function PortalLayout({ children }: { children: ReactNode }) {
  await requireViewer()
  return (
    <AreaMessages area="portal">
      <AreaShell area="portal">{children}</AreaShell>
    </AreaMessages>
  )
}
