'use client'
import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { NewPasswordInput } from './new-password-input'
import { Notice } from './notice'
import { useCredentials } from './use-credentials'
import { useRefusal } from './use-refusal'
import { Form } from '@/app/_forms/form'

/** Changes the reader's password. This ends all sessions; the browser signs in again with the new password. */
export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations('people')
  const tAuth = useTranslations('auth')
  const trpc = useTRPC()
  const attempt = useCredentials()
  const form = useForm({ initialValues: { current: '', next: '' } })
  const { refusal, refuse } = useRefusal(form)
  const change = useMutation(
    trpc.accounts.changePassword.mutationOptions({
      onError: refuse,
      onSuccess: async (_, { next }) => {
        const result = await attempt('password', { email, password: next }, window.location.pathname)
        if (result !== 'done') window.location.assign('/signin')
      },
    }),
  )
  return (
    <Form onSubmit={form.onSubmit((values) => change.mutate(values))}>
      <Stack gap="md">
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <PasswordInput
          label={t('profile.currentPassword')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': tAuth('showPassword') }}
          {...form.getInputProps('current')}
        />
        <NewPasswordInput {...form.getInputProps('next')} />
        <Notice text={refusal} />
        <Group>
          <Button type="submit" size="sm" variant="default" loading={change.isPending}>
            {t('profile.changePassword')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
