import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { PathnameContext, SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { NextIntlClientProvider } from 'next-intl'
import { Component, type ReactNode } from 'react'
import { noteServerTime, ServerClockProvider } from '@/app/_ui/server-clock'
import { ThemeProvider } from '@/app/_ui/theme-provider'
import { ViewerProvider } from '@/app/_ui/viewer-context'
import { Answering } from './answers'
import { locale, messages } from './language'
import { engineer, now } from './samples'

const nowhere = () => undefined
const router = {
  back: nowhere,
  forward: nowhere,
  refresh: nowhere,
  push: nowhere,
  replace: nowhere,
  prefetch: nowhere,
} as unknown as AppRouterInstance

/** Sets the clock of all components: the stories take place in one night. */
export const setClock = () => noteServerTime(now.toUTCString(), Date.now(), Date.now())

/** Shows the error of a story in its place, so that the others are still shown. A test looks for it. */
class Shield extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }
  static getDerivedStateFromError = (error: Error) => ({ error })
  override render() {
    return this.state.error ? <pre data-failed>{this.state.error.stack}</pre> : this.props.children
  }
}

/** Everything that a component of app/_ui is used in: router, words, theme, clock, person and procedures. */
export function World({ children, search = '' }: { children: ReactNode; search?: string }) {
  return (
    <AppRouterContext value={router}>
      <PathnameContext value="/desk">
        <SearchParamsContext value={new URLSearchParams(search)}>
          <NextIntlClientProvider locale={locale} messages={messages} timeZone="Asia/Singapore">
            <ThemeProvider>
              <ServerClockProvider renderedAt={now.getTime()}>
                <ViewerProvider viewer={engineer}>
                  <Answering>
                    <Shield>{children}</Shield>
                  </Answering>
                </ViewerProvider>
              </ServerClockProvider>
            </ThemeProvider>
          </NextIntlClientProvider>
        </SearchParamsContext>
      </PathnameContext>
    </AppRouterContext>
  )
}
