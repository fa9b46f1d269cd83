'use client'
import { MantineProvider, Notification } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type ReactNode, useMemo } from 'react'
import { theme } from './theme'
import css from './ui.module.css'

/** A separate client component, because a function (the resolver) cannot be passed from a server layout. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const t = useTranslations('common.dialog')
  const close = t('close')
  const translated = useMemo(
    () => ({
      ...theme,
      components: {
        ...theme.components,
        Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': close } } }),
      },
    }),
    [close],
  )
  return (
    // The theme's CSS variables are in theme.css, which public pages use without this provider.
    <MantineProvider theme={translated} withCssVariables={false} defaultColorScheme="auto">
      <Notifications position="top-center" limit={3} classNames={{ root: css.toasts }} />
      {children}
    </MantineProvider>
  )
}
