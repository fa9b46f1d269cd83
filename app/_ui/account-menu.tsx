'use client'
import {
  Button,
  Popover,
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
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTransition } from 'react'
import { signOut } from '@/app/_account/auth-requests'
import { chooseLocale } from '@/app/_i18n/choose-locale'
import { notifyFailed } from './notify'
import { useErrorText } from './use-error-text'
import { useViewer } from './viewer-context'

/** The menu of the signed-in person: language, appearance, sign-out. */
export function AccountMenu() {
  const t = useTranslations('common.account')
  const viewer = useViewer()
  const errorText = useErrorText()
  const locale = useLocale()
  const router = useRouter()
  const mounted = useMounted()
  const [switching, startSwitch] = useTransition()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  if (!viewer) return null
  const where = viewer.memberships[0]?.organisationName
  return (
    <Popover position="top-start" width={240} shadow="none" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton px={4} py={4} w="100%">
          <Text fz="xs" c="dimmed" truncate>
            <IconChevronUp size={12} aria-hidden style={{ verticalAlign: '-2px', marginInlineEnd: 4 }} />
            {where ? `${viewer.name} · ${where}` : viewer.name}
            <VisuallyHidden>, {t('menu')}</VisuallyHidden>
          </Text>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
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
                await chooseLocale(value).catch((error: unknown) => notifyFailed(errorText(error).message))
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
          <Button
            variant="default"
            mt="xs"
            leftSection={<IconLogout size={14} aria-hidden />}
            onClick={() => void signOut().catch((error: unknown) => notifyFailed(errorText(error).message))}
          >
            {t('signOut')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
