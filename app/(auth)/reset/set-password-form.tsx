'use client'
import { Anchor, Button, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { NewPasswordInput } from '@/app/_account/new-password-input'
import { Notice } from '@/app/_account/notice'
import { useCredentials } from '@/app/_account/use-credentials'
import { useRefusal } from '@/app/_account/use-refusal'
import { useTRPC } from '@/app/_trpc/client'
import { Form } from '@/app/_forms/form'

/** Sets the new password that a mailed link allows, then signs in with it. */
export function SetPasswordForm({ token }: { token: string }) {
  const t = useTranslations('auth')
  const trpc = useTRPC()
  const attempt = useCredentials()
  const form = useForm({ initialValues: { password: '' } })
  const { refusal, refuse, setRefusal } = useRefusal(form)
  const reset = useMutation(
    trpc.accounts.resetPassword.mutationOptions({
      onError: refuse,
      onSuccess: async ({ email }, { password }) => {
        const result = await attempt('password', { email, password }, '/')
        if (result !== 'done') setRefusal(t(`signIn.${result}`))
      },
    }),
  )

  return (
    <Form onSubmit={form.onSubmit((values) => reset.mutate({ token, ...values }))}>
      <Stack gap="md">
        <Title order={1}>{t('reset.setTitle')}</Title>
        <Text c="dimmed">{t('reset.setHint')}</Text>
        <NewPasswordInput {...form.getInputProps('password')} />
        <Notice text={refusal} />
        <Button type="submit" size="sm" loading={reset.isPending} fullWidth>
          {t('reset.set')}
        </Button>
        <Anchor href="/reset">{t('reset.again')}</Anchor>
      </Stack>
    </Form>
  )
}
