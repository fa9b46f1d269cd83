'use client'
import { Anchor, Button, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Notice } from '@/app/_account/notice'
import { useRefusal } from '@/app/_account/use-refusal'
import { useTRPC } from '@/app/_trpc/client'
import { withNext } from '../next-path'
import { Form } from '@/app/_forms/form'

/** Asks for a reset link. The answer is the same whether or not the address has an account. */
export function RequestResetForm({ next }: { next: string }) {
  const t = useTranslations('auth')
  const trpc = useTRPC()
  const form = useForm({ initialValues: { email: '' } })
  const { refusal, refuse } = useRefusal(form)
  const request = useMutation(trpc.accounts.requestReset.mutationOptions({ onError: refuse }))

  return (
    <Form onSubmit={form.onSubmit((values) => request.mutate(values))}>
      <Stack gap="md">
        <Title order={1}>{t('reset.title')}</Title>
        <Text c="dimmed">{t('reset.hint')}</Text>
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          {...form.getInputProps('email')}
        />
        <Notice text={refusal} />
        <Notice kind="done" text={request.isSuccess ? t('reset.sent') : null} />
        <Button type="submit" size="sm" loading={request.isPending} fullWidth>
          {t('reset.request')}
        </Button>
        <Anchor href={withNext('/signin', next)}>{t('reset.back')}</Anchor>
      </Stack>
    </Form>
  )
}
