'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Face } from '@/app/_ui/face'
import { Group, Text } from '@/app/_ui/light'
import type { PresentPerson } from '@/server/tickets/presence/schema'

const maxNames = 4

/** The colleagues who have the ticket open, in its head. */
export function PresentPeople({ people }: { people: PresentPerson[] }) {
  const t = useTranslations('desk.presence')
  return (
    <Group gap="xs" mb={people.length > 0 ? 'xs' : 0} role="status" aria-label={t('label')} data-print="hide">
      {people.slice(0, maxNames).map(({ id, name, doing }) => (
        <Group key={id} gap={6} wrap="nowrap">
          <Face name={name} size={20} />
          <Text fz="xs" c={doing === 'reading' ? 'dimmed' : undefined}>
            {t(doing, { name })}
          </Text>
        </Group>
      ))}
      {people.length > maxNames && (
        <Text fz="xs" c="dimmed">
          {t('more', { count: people.length - maxNames })}
        </Text>
      )}
    </Group>
  )
}

/** Says beside the composer that a colleague is writing, so that two answers do not cross. */
export function WritingPeople({ people }: { people: PresentPerson[] }) {
  const t = useTranslations('desk.presence')
  const writers = people.filter(({ doing }) => doing !== 'reading').slice(0, maxNames)
  return (
    <div role="status">
      {writers.map(({ id, name, doing }) => (
        <Text key={id} fz="xs" fw={550} mb={4}>
          {t(doing === 'noting' ? 'isNoting' : 'isReplying', { name })}
        </Text>
      ))}
    </div>
  )
}
