import 'server-only'
import type { ReactNode } from 'react'
import { AreaMessages } from '@/app/_i18n/area-messages'
import type { MessageArea } from '@/app/_i18n/area-namespaces'
import { TrpcClientProvider } from '@/app/_trpc/client'
import { ServerClockProvider } from '@/app/_ui/server-clock'
import { ThemeProvider } from '@/app/_ui/theme-provider'
import { ViewerProvider } from '@/app/_ui/viewer-context'
import { currentContext } from './viewer'

/**
 * Provides what the screens of an area use in the browser: words, theme, clock, person and procedures. The public pages
 * use none of it, so it is not in the root layout, whose code every page loads.
 */
export async function AreaProviders({ area, children }: { area: MessageArea; children: ReactNode }) {
  const { viewer, now } = await currentContext()
  return (
    <AreaMessages area={area}>
      <ThemeProvider>
        <ServerClockProvider renderedAt={now().getTime()}>
          <ViewerProvider viewer={viewer}>
            <TrpcClientProvider>{children}</TrpcClientProvider>
          </ViewerProvider>
        </ServerClockProvider>
      </ThemeProvider>
    </AreaMessages>
  )
}
