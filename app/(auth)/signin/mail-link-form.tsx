'use client'
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Notice } from '@/app/_account/notice'
import { useRefusal } from '@/app/_account/use-refusal'
import { useTRPC } from '@/app/_trpc/client'
import { Form } from '@/app/_forms/form'

/** Asks for a sign-in link. The answer is the same whether or not the address has an account. */
export function MailLinkForm({ email, next, onBack }: { email: string; next: string; onBack: () => void }) {
  const t = useTranslations('auth')
  const trpc = useTRPC()
  const form = useForm({ initialValues: { email } })
  const { refusal, refuse } = useRefusal(form)
  const request = useMutation(trpc.accounts.requestLink.mutationOptions({ onError: refuse }))

  return (
    <Form onSubmit={form.onSubmit((values) => request.mutate({ ...values, next }))}>
      <Stack gap="md">
        <Text c="dimmed">{t('link.hint')}</Text>
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          {...form.getInputProps('email')}
        />
        <Notice text={refusal} />
        <Notice kind="done" text={request.isSuccess ? t('link.sent') : null} />
        <Button type="submit" size="sm" loading={request.isPending} fullWidth>
          {t('link.submit')}
        </Button>
        <Anchor component="button" type="button" onClick={onBack}>
          {t('link.back')}
        </Anchor>
      </Stack>
    </Form>
  )
}
