'use client'
import { Kbd, Modal, Table } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Stack, Text } from '@/app/_ui/light'
import { viewLetters } from './queue-keys'

const keys = ['j', 'k', 'Enter', 'x', 'a', 's', 't', 'z', '.', '/', 'Escape'] as const

/** Every key of the queue with what it does. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const t = useTranslations('desk.keys')
  const view = useTranslations('desk.queue.view')
  return (
    <Modal opened centered onClose={onClose} title={t('title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="sm">
        <Text fz="xs" c="dimmed">
          {t('hint')}
        </Text>
        <Table withRowBorders={false} verticalSpacing={2}>
          <Table.Tbody>
            {keys.map((key) => (
              <Line key={key} pressed={[key]} does={t(key === '.' ? 'new' : key === '/' ? 'search' : key)} />
            ))}
            <Line pressed={['Ctrl', 'K']} does={t('palette')} />
            <Line pressed={['?']} does={t('help')} />
            {Object.entries(viewLetters).map(([letter, name]) => (
              <Line key={letter} pressed={['g', letter]} does={view(name)} />
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
    </Modal>
  )
}

const Line = ({ pressed, does }: { pressed: readonly string[]; does: string }) => (
  <Table.Tr>
    <Table.Td w={110}>
      {pressed.map((key) => (
        <Kbd key={key} me={4}>
          {key.length === 1 ? key.toUpperCase() : key}
        </Kbd>
      ))}
    </Table.Td>
    <Table.Td>{does}</Table.Td>
  </Table.Tr>
)
