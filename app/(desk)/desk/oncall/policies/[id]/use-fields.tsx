'use client'
import { Checkbox, Fieldset, MultiSelect, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { severities } from '@/server/vocabulary/severity'
import type { PolicyUse } from '@/server/paging/policy/policy-choice.rules'

/** Which tickets page by this policy. */
export function UseFields({
  use,
  wasDefault,
  teams,
  error,
  onChange,
}: {
  use: PolicyUse
  /** Whether it is the default policy, which it stays until another policy becomes the default. */
  wasDefault: boolean
  teams: { id: string; name: string }[]
  error?: string
  onChange: (use: PolicyUse) => void
}) {
  const t = useTranslations('oncall.form')
  const unused = !use.isDefault && use.severities.length === 0 && use.teamId === null
  return (
    <Fieldset legend={t('usedFor')}>
      <Stack gap="sm">
        <Text c="dimmed" fz="xs">
          {t('usedForHint')}
        </Text>
        <Checkbox
          label={t('isDefault')}
          description={wasDefault ? t('isDefaultHint') : undefined}
          checked={use.isDefault}
          disabled={wasDefault}
          onChange={(event) => onChange({ ...use, isDefault: event.currentTarget.checked })}
        />
        {!use.isDefault && (
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <MultiSelect
              label={t('forSeverities')}
              placeholder={use.severities.length > 0 ? undefined : t('everySeverity')}
              data={[...severities]}
              value={[...use.severities]}
              error={error}
              onChange={(chosen) =>
                onChange({ ...use, severities: severities.filter((severity) => chosen.includes(severity)) })
              }
            />
            <Select
              label={t('forTeam')}
              placeholder={t('anyTeam')}
              clearable
              data={teams.map(({ id, name }) => ({ value: id, label: name }))}
              value={use.teamId}
              onChange={(teamId) => onChange({ ...use, teamId })}
            />
          </SimpleGrid>
        )}
        {unused && <Text fz="xs">{t('notUsed')}</Text>}
      </Stack>
    </Fieldset>
  )
}
