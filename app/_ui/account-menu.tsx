'use client'
import { UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconChevronUp } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useRef, useState } from 'react'
import { Text } from './light'
import { notifyFailed } from './notify'
import { onDemand } from './on-demand'
import { useViewer } from './viewer-context'

const usePanel = onDemand(() => import('./account-panel').then((file) => file.AccountPanel))

/** The menu of the signed-in person: language, appearance, sign-out. */
export function AccountMenu() {
  const t = useTranslations('common.account')
  const errors = useTranslations('errors')
  const viewer = useViewer()
  const [opened, setOpened] = useState(false)
  const [wasOpened, setWasOpened] = useState(false)
  const [Panel, prepare] = usePanel()
  const button = useRef<HTMLButtonElement>(null)
  if (!viewer) return null
  const where = viewer.memberships[0]?.organisationName
  const target = (
    <UnstyledButton
      ref={button}
      px={4}
      py={4}
      w="100%"
      aria-haspopup="dialog"
      aria-expanded={opened}
      onPointerEnter={() => prepare()}
      onFocus={() => prepare()}
      onClick={() => {
        prepare(() => {
          setOpened(false)
          notifyFailed(errors('connection'))
        })
        setOpened(!opened)
        setWasOpened(true)
      }}
    >
      <Text fz="xs" c="dimmed" truncate>
        <IconChevronUp size={12} aria-hidden style={{ verticalAlign: '-2px', marginInlineEnd: 4 }} />
        {where ? `${viewer.name} · ${where}` : viewer.name}
        <VisuallyHidden>, {t('menu')}</VisuallyHidden>
      </Text>
    </UnstyledButton>
  )
  // The button is drawn anew when it becomes the panel's target; the panel then takes the focus.
  if (!Panel || !wasOpened) return target
  return (
    <Panel
      opened={opened}
      onClose={() => {
        setOpened(false)
        button.current?.focus({ preventScroll: true })
      }}
    >
      {target}
    </Panel>
  )
}
