'use client'
import { PasswordInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { ComponentProps } from 'react'

/** A password that is being set: what it needs stands beneath, before anything is refused. */
export function NewPasswordInput(props: ComponentProps<typeof PasswordInput>) {
  const t = useTranslations('auth')
  return (
    <PasswordInput
      label={t('newPassword')}
      description={t('passwordHint')}
      autoComplete="new-password"
      required
      withAsterisk={false}
      minLength={10}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      {...props}
    />
  )
}
