'use client'
import { Button, Popover, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { IconLogout, IconPencil } from '@tabler/icons-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type ReactElement, useTransition } from 'react'
import { signOut } from '@/app/_account/auth-requests'
import { chooseLocale } from '@/app/_i18n/choose-locale'
import { isStaff } from '@/server/vocabulary/rights/actor'
import { notifyFailed } from './notify'
import { useErrorText } from './use-error-text'
import { useViewer } from './viewer-context'

/** What the account's button opens: language, appearance, sign-out. Loaded when it is opened for the first time. */
export function AccountPanel({
  opened,
  onClose,
  children,
}: {
  opened: boolean
  onClose: () => void
  /** The button. */
  children: ReactElement
}) {
  const t = useTranslations('common.account')
  const errorText = useErrorText()
  const locale = useLocale()
  const router = useRouter()
  const viewer = useViewer()
  const mounted = useMounted()
  const [switching, startSwitch] = useTransition()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Popover
      position="top-start"
      width={240}
      shadow="none"
      trapFocus
      opened={opened}
      onChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Button
            variant="default"
            component={Link}
            href={viewer && isStaff(viewer) ? '/desk/drafts' : '/drafts'}
            leftSection={<IconPencil size={14} aria-hidden />}
            onClick={onClose}
          >
            {t('drafts')}
          </Button>
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
