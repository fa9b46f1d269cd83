'use client'
import {
  Menu,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { IconChevronUp, IconLogout } from '@tabler/icons-react'
import { useRouter } from 'next/navigation'
import { signOut } from 'next-auth/react'
import { useLocale, useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { chooseLocale } from '@/app/_i18n/choose-locale'
import { useViewer } from './viewer-context'

/** Who is signed in; language, appearance and the way out. */
export function AccountMenu() {
  const t = useTranslations('common.account')
  const viewer = useViewer()
  const locale = useLocale()
  const router = useRouter()
  const mounted = useMounted()
  const [switching, startSwitch] = useTransition()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  if (!viewer) return null
  const where = viewer.memberships[0]?.organisationName
  return (
    <Menu position="top-start" width={220} shadow="none" withinPortal>
      <Menu.Target>
        <UnstyledButton px={4} py={4} w="100%">
          <Text fz="xs" c="dimmed" truncate>
            <IconChevronUp size={12} aria-hidden style={{ verticalAlign: '-2px', marginInlineEnd: 4 }} />
            {where ? `${viewer.name} · ${where}` : viewer.name}
            <VisuallyHidden>, {t('menu')}</VisuallyHidden>
          </Text>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Stack gap="xs" p="xs">
          <Text fz="xs" c="dimmed" id="account-language">
            {t('language')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="account-language"
            disabled={switching}
            value={locale}
            data={[
              { value: 'en', label: t('english') },
              { value: 'zh-CN', label: t('chinese') },
            ]}
            onChange={(value) =>
              startSwitch(async () => {
                await chooseLocale(value)
                router.refresh()
              })
            }
          />
          <Text fz="xs" c="dimmed" id="account-scheme">
            {t('scheme')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="account-scheme"
            value={mounted ? colorScheme : 'auto'}
            data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(value) }))}
            onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
          />
        </Stack>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={14} aria-hidden />}
          onClick={() => void signOut({ callbackUrl: '/' })}
        >
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
