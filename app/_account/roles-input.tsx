'use client'
import { Checkbox, Stack } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { ReactNode } from 'react'
import { rolesFitting } from '@/server/accounts/rules'
import type { RoleName } from '@/server/vocabulary/role'

/** Input for the roles that can be held in an organisation, each with a description. */
export function RolesInput({
  isVendor,
  value,
  error,
  onChange,
}: {
  isVendor: boolean
  value: RoleName[]
  error?: ReactNode
  onChange: (roles: RoleName[]) => void
}) {
  const t = useTranslations('people')
  const fitting = rolesFitting({ isVendor })
  return (
    <Checkbox.Group
      label={t('roles')}
      value={value}
      error={error}
      onChange={(chosen) => onChange(fitting.filter((role) => chosen.includes(role)))}
    >
      <Stack gap="sm" mt="sm">
        {fitting.map((role) => (
          <Checkbox key={role} value={role} label={t(`role.${role}`)} description={t(`roleHint.${role}`)} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
