'use client'
import { Anchor, Button, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useCredentials } from '@/app/_account/use-credentials'
import { useRefusal } from '@/app/_account/use-refusal'
import { Form } from '@/app/_forms/form'
import { useTRPC } from '@/app/_trpc/client'
import { withNext } from '../../next-path'

/** Asks for a staff account's password, or mails it a link, before the identity provider is linked to the account. */
export function ConfirmIdentityForm({
  request,
  next,
}: {
  request: { token: string; email: string } | null
  next: string
}) {
  const t = useTranslations('auth')
  const trpc = useTRPC()
  const attempt = useCredentials()
  const [busy, setBusy] = useState(false)
  const form = useForm({ initialValues: { password: '' } })
  const { refusal, refuse, setRefusal } = useRefusal(form)
  const mail = useMutation(trpc.accounts.requestIdentityLink.mutationOptions({ onError: refuse }))
  if (!request)
    return (
      <Stack gap="md">
        <Title order={1}>{t('confirm.title')}</Title>
        <Notice text={t('confirm.dead')} />
        <Anchor href={withNext('/signin', next)}>{t('reset.back')}</Anchor>
      </Stack>
    )
  const { token, email } = request
  const submit = form.onSubmit(async ({ password }) => {
    setBusy(true)
    const result = await attempt('password', { email, password, identity: token }, next)
    if (result === 'done') return
    setBusy(false)
    setRefusal(t(`signIn.${result}`))
  })
  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <Title order={1}>{t('confirm.title')}</Title>
        <Text c="dimmed">{t('confirm.hint', { email })}</Text>
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...form.getInputProps('password')}
        />
        <Notice text={refusal} />
        <Notice kind="done" text={mail.isSuccess ? t('confirm.sent', { email }) : null} />
        <Button type="submit" size="sm" loading={busy} fullWidth>
          {t('confirm.submit')}
        </Button>
        <Button
          variant="default"
          size="sm"
          fullWidth
          loading={mail.isPending}
          onClick={() => mail.mutate({ token, next })}
        >
          {t('confirm.byLink')}
        </Button>
      </Stack>
    </Form>
  )
}
