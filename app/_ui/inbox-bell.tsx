'use client'
import { UnstyledButton } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { maxUnread } from '@/server/tickets/inbox/facts'
import { useDeskStatus } from './desk-status'
import { Text } from './light'
import { notifyFailed } from './notify'
import { onDemand } from './on-demand'
import css from './ui.module.css'

const usePanel = onDemand(() => import('./inbox-panel').then((file) => file.InboxPanel))

/** The button of the inbox in the frame of a staff screen, with the number of unread entries; hidden when zero. */
export function InboxBell() {
  const t = useTranslations('people.inbox')
  const errors = useTranslations('errors')
  const { status, unknown } = useDeskStatus()
  const [opened, setOpened] = useState(false)
  const [Panel, prepare] = usePanel()
  // An old number would look current.
  const unread = unknown ? 0 : (status?.unread ?? 0)
  return (
    <>
      <UnstyledButton
        className={css.bell}
        aria-label={t('open', { count: unread })}
        aria-haspopup="dialog"
        onPointerEnter={() => prepare()}
        onFocus={() => prepare()}
        onClick={() => {
          prepare(() => {
            setOpened(false)
            notifyFailed(errors('connection'))
          })
          setOpened(true)
        }}
      >
        <IconBell size={16} stroke={1.6} aria-hidden />
        {unread > 0 && (
          <Text span fz="xs" fw={600} className={css.num} aria-hidden>
            {unread < maxUnread ? unread : t('more')}
          </Text>
        )}
      </UnstyledButton>
      {Panel && <Panel opened={opened} onClose={() => setOpened(false)} />}
    </>
  )
}
