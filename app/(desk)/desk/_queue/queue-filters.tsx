'use client'
import { Group, NativeSelect, TextInput } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import css from '@/app/_ui/ui.module.css'
import { products } from '@/server/vocabulary/field'
import { severities } from '@/server/vocabulary/severity'

/** The queue's filters: text, severity, product. */
export function QueueFilters({
  typed,
  severity,
  product,
  onType,
  onChoose,
}: {
  typed: string
  severity: string | null
  product: string | null
  onType: (text: string) => void
  onChoose: (choice: { severity?: string | null; product?: string | null }) => void
}) {
  const t = useTranslations('desk.queue')
  const field = useTranslations('field')
  const mounted = useMounted()
  return (
    <Group gap="sm">
      <TextInput
        size="xs"
        type="search"
        w={{ base: '100%', sm: 260 }}
        placeholder={t('search')}
        aria-label={t('search')}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={typed}
        maxLength={100}
        onChange={(event) => onType(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        disabled={!mounted}
        classNames={{ input: css.soon }}
        aria-label={t('severityFilter')}
        data={[{ value: '', label: t('anySeverity') }, ...severities.map((value) => ({ value, label: value }))]}
        value={severity ?? ''}
        onChange={(event) => onChoose({ severity: event.currentTarget.value || null })}
        w={{ base: 160, sm: 120 }}
      />
      <NativeSelect
        size="xs"
        disabled={!mounted}
        classNames={{ input: css.soon }}
        aria-label={t('productFilter')}
        data={[
          { value: '', label: t('anyProduct') },
          ...products.map((value) => ({ value: value as string, label: field(`product.${value}`) })),
        ]}
        value={product ?? ''}
        onChange={(event) => onChoose({ product: event.currentTarget.value || null })}
        w={170}
      />
    </Group>
  )
}
