'use client'
import { useLocale } from 'next-intl'
import { type FailedProps, FailedScreen } from '@/app/_ui/failed-screen'

export default function Failed(props: FailedProps) {
  return (
    <main>
      <FailedScreen {...props} area="public" home={`/${useLocale()}/kb`} />
    </main>
  )
}
