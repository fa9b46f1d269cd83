'use client'
import { usePathname } from 'next/navigation'
import { type FailedProps, FailedScreen } from '@/app/_ui/failed-screen'

/** The error screen of pages outside the areas: the public ones and the start page. */
export default function Failed(props: FailedProps) {
  const locale = /^\/(en|zh-CN)\//.exec(usePathname())?.[1]
  return (
    <main>
      <FailedScreen {...props} area={locale ? 'public' : 'root'} home={locale ? `/${locale}/kb` : '/'} />
    </main>
  )
}
