'use client'
import { PasswordInput } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { ComponentProps } from 'react'

/** Input for a new password, with its requirements shown below from the start. */
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
