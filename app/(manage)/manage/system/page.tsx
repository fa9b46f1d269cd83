import { notFound } from 'next/navigation'
import { requireViewer } from '@/app/_server/viewer'
import { isAdministrator } from '@/server/accounts/schema'
import { SystemScreen } from './system-screen'

export default async function Page() {
  if (!isAdministrator(await requireViewer())) notFound()
  return <SystemScreen />
}
