'use client'
import { NavLink } from '@mantine/core'
import { IconCommand } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { notifyFailed } from '@/app/_ui/notify'
import { onDemand } from '@/app/_ui/on-demand'
import type { Area } from '@/app/_ui/rail'
import ui from '@/app/_ui/ui.module.css'
import { useShortcuts } from '@/app/_ui/use-shortcuts'

const usePalette = onDemand(() => import('./palette').then((file) => file.Palette))

/** Opens the palette, which finds tickets, people, articles and pages: by this entry of the rail or with Ctrl+K or Cmd+K. */
export function PaletteButton({ area, onOpen }: { area: Area; onOpen: () => void }) {
  const t = useTranslations('common.palette')
  const errors = useTranslations('errors')
  const [Palette, prepare] = usePalette()
  const [opened, setOpened] = useState(false)
  const open = () => {
    onOpen()
    setOpened(true)
    prepare(() => {
      setOpened(false)
      notifyFailed(errors('connection'))
    })
  }
  useShortcuts({ 'mod+k': open })
  return (
    <>
      <NavLink
        component="button"
        type="button"
        label={t('open')}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        leftSection={<IconCommand size={16} stroke={1.6} aria-hidden />}
        classNames={{ root: ui.railLink }}
        styles={{ label: { fontSize: 'var(--mantine-font-size-sm)' }, section: { marginInlineEnd: 8 } }}
        onPointerEnter={() => prepare()}
        onFocus={() => prepare()}
        onClick={open}
      />
      {Palette && <Palette area={area} opened={opened} onClose={() => setOpened(false)} />}
    </>
  )
}
