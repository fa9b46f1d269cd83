'use client'
import { Alert, AppShell, Burger, Divider, NavLink } from '@mantine/core'
import { Box, Group, Stack, Text } from '@/app/_ui/light'
import { useDisclosure } from '@mantine/hooks'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Fragment, type ReactNode, useEffect, useRef } from 'react'
import { LiveProvider, useLiveConnected } from '@/app/_trpc/live'
import { PaletteButton } from '@/app/_palette/palette-button'
import { AccountMenu } from './account-menu'
import { DeskStatusProvider } from './desk-status'
import { DisputeCount } from './dispute-count'
import { HandoffCount } from './handoff-count'
import { Hints } from './hints'
import { InboxBell } from './inbox-bell'
import { OnCallBrief, OnCallNow } from './on-call-now'
import { NavigationProgress } from './navigation-progress'
import { PageBanner } from './page-banner'
import { PageTitle } from './page-title'
import { type Area, activeItem, areasOf, railOf } from './rail'
import { token } from './theme'
import css from './ui.module.css'
import { useViewer } from './viewer-context'
import { MethodNotice } from './method-notice'
import { WorkerNotice } from './worker-notice'

function LiveNotice() {
  const t = useTranslations('common.live')
  const connected = useLiveConnected()
  return (
    <div role="status" data-print="hide">
      {!connected && (
        <Alert variant="default" radius={0} py="xs">
          {t('lost')}
        </Alert>
      )}
    </div>
  )
}

/** Sets a CSS variable to the top of the content, so that toasts appear below header and banner and cover neither. */
function useContentTop() {
  const content = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const box = content.current
    if (!box) return
    const root = document.documentElement.style
    const observer = new ResizeObserver(() =>
      root.setProperty('--nd-content-top', `${Math.round(box.getBoundingClientRect().top)}px`),
    )
    observer.observe(box)
    return () => {
      observer.disconnect()
      root.removeProperty('--nd-content-top')
    }
  }, [])
  return content
}

/** The frame of an area with its navigation rail; staff always see who is on call and their unacknowledged pages. */
export function AreaShell({ area, children }: { area: Area; children: ReactNode }) {
  const t = useTranslations('common')
  const viewer = useViewer()
  const locale = useLocale()
  const pathname = usePathname()
  const [open, { toggle, close }] = useDisclosure()
  const content = useContentTop()
  if (!viewer) return null
  const items = railOf(area, viewer, locale)
  const active = activeItem(items, pathname)
  const activeName = items.find((item) => item.href === active)?.name
  const others = areasOf(viewer).filter((each) => each.area !== area)
  const staff = area !== 'portal'
  const Frame = staff ? DeskStatusProvider : Fragment
  return (
    <LiveProvider>
      <Frame>
        {staff && <PageTitle />}
        <NavigationProgress />
        <Hints />
        <a href="#content" className={css.skip}>
          {t('rail.skip')}
        </a>
        <AppShell
          header={{ height: { base: 44, sm: 0 } }}
          navbar={{ width: 'var(--nd-rail)', breakpoint: 'sm', collapsed: { mobile: !open } }}
          styles={{
            navbar: { background: token('surface-rail'), borderColor: token('line') },
            header: { borderColor: token('line') },
          }}
        >
          <AppShell.Header hiddenFrom="sm">
            <Group h="100%" px="md" gap="sm" wrap="nowrap">
              <Burger opened={open} onClick={toggle} size="xs" aria-label={t('rail.open')} aria-expanded={open} />
              <Text fw={600} truncate>
                {activeName ? t(`rail.${activeName}`) : t(`area.${area}`)}
              </Text>
              {staff && <OnCallBrief />}
              {staff && (
                <Box ml="auto">
                  <InboxBell />
                </Box>
              )}
            </Group>
          </AppShell.Header>
          <AppShell.Navbar p="sm" aria-label={t('rail.label', { area: t(`area.${area}`) })}>
            <Group px={8} pt={4} pb={10} justify="space-between" wrap="nowrap">
              <Text fw={650} fz="md">
                {t(`area.${area}`)}
              </Text>
              <Group gap={8} wrap="nowrap">
                <Text fz="xs" c="dimmed">
                  {t('product')}
                </Text>
                {staff && (
                  <Box visibleFrom="sm">
                    <InboxBell />
                  </Box>
                )}
              </Group>
            </Group>
            <Box flex={1} mih={0} className={css.railItems}>
              <Stack gap={1}>
                {items.map((item) => (
                  <NavLink
                    key={item.href}
                    component={Link}
                    href={item.href}
                    onClick={close}
                    active={item.href === active}
                    aria-current={item.href === active ? 'page' : undefined}
                    label={t(`rail.${item.name}`)}
                    classNames={{ root: css.railLink }}
                    leftSection={<item.icon size={16} stroke={1.6} aria-hidden />}
                    rightSection={
                      item.name === 'handoff' ? <HandoffCount /> : item.name === 'sla' ? <DisputeCount /> : undefined
                    }
                    styles={{ label: { fontSize: 'var(--mantine-font-size-sm)' }, section: { marginInlineEnd: 8 } }}
                  />
                ))}
              </Stack>
              {others.length > 0 && (
                <>
                  <Divider color={token('line')} my="sm" />
                  <Text fz="xs" c="dimmed" px={8} mb={4}>
                    {t('rail.switchArea')}
                  </Text>
                  <Stack gap={1}>
                    {others.map((other) => (
                      <NavLink
                        key={other.area}
                        component={Link}
                        href={other.href}
                        label={t(`area.${other.area}`)}
                        rightSection={other.area === 'manage' && staff ? <DisputeCount /> : undefined}
                        classNames={{ root: css.railLink }}
                        styles={{ label: { fontSize: 'var(--mantine-font-size-sm)' } }}
                      />
                    ))}
                  </Stack>
                </>
              )}
            </Box>
            <PaletteButton area={area} onOpen={close} />
            {staff && <OnCallNow />}
            <Divider color={token('line')} my="sm" />
            <AccountMenu />
          </AppShell.Navbar>
          <AppShell.Main id="content" h="100dvh" style={{ display: 'flex', flexDirection: 'column' }}>
            <LiveNotice />
            {staff && <WorkerNotice />}
            {staff && <MethodNotice />}
            {staff && <PageBanner />}
            {/* The content scrolls below the banner, so that a screen can fill exactly the remaining height. */}
            <Box ref={content} flex={1} mih={0} style={{ overflowY: 'auto' }} data-scrolls>
              {children}
            </Box>
          </AppShell.Main>
        </AppShell>
      </Frame>
    </LiveProvider>
  )
}
