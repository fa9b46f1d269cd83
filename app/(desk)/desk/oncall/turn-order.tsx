'use client'
import { ActionIcon, Group, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'

const moved = (order: readonly string[], from: number, to: number): string[] => {
  const next = order.filter((_, index) => index !== from)
  next.splice(to, 0, order[from]!)
  return next
}

/** Shows and changes the order of turns, without having to select all people again. */
export function TurnOrder({
  people,
  order,
  onChange,
}: {
  people: readonly { id: string; name: string }[]
  order: readonly string[]
  onChange: (order: string[]) => void
}) {
  const t = useTranslations('oncall.turns')
  if (order.length < 2) return null
  return (
    <ol aria-label={t('title')} style={{ margin: 0, paddingInlineStart: '1.5rem' }}>
      {order.map((id, index) => {
        const name = people.find((person) => person.id === id)?.name ?? id
        return (
          <li key={id}>
            <Group gap={4} wrap="nowrap">
              <Text flex={1} truncate>
                <bdi>{name}</bdi>
              </Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={index === 0}
                aria-label={t('earlier', { name })}
                onClick={() => onChange(moved(order, index, index - 1))}
              >
                <IconArrowUp size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={index === order.length - 1}
                aria-label={t('later', { name })}
                onClick={() => onChange(moved(order, index, index + 1))}
              >
                <IconArrowDown size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </li>
        )
      })}
    </ol>
  )
}
