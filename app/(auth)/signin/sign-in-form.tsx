'use client'
import { Anchor, Button, Divider, Group, PasswordInput, Stack, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { openIdentityProvider } from '@/app/_account/auth-requests'
import { Notice } from '@/app/_account/notice'
import { useCredentials } from '@/app/_account/use-credentials'
import type { SignInOptions } from '@/server/accounts/schema'
import { DemoSignIns } from './demo-sign-ins'
import { withNext } from '../next-path'
import { MailLinkForm } from './mail-link-form'
import { Form } from '@/app/_forms/form'

/** Sign-in by password; also by mailed link and by the company's identity provider, where available. */
export function SignInForm({
  options,
  next,
  failed,
}: {
  options: SignInOptions
  next: string
  /** Why a sign-in through the identity provider failed and led back here; null when there was none. */
  failed: 'refusedByProvider' | 'unavailable' | null
}) {
  const t = useTranslations('auth')
  const attempt = useCredentials()
  const [byLink, setByLink] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(failed && t(`signIn.${failed}`))
  const form = useForm({ initialValues: { email: '', password: '' } })

  const submit = form.onSubmit(async (values) => {
    setBusy(true)
    setRefusal(null)
    const result = await attempt('password', values, next)
    if (result === 'done') return
    setBusy(false)
    setRefusal(t(`signIn.${result}`))
  })

  return (
    <Stack gap="md">
      <Title order={1}>{t('signIn.title')}</Title>
      {byLink ? (
        <MailLinkForm email={form.values.email} next={next} onBack={() => setByLink(false)} />
      ) : (
        <Form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              label={t('email')}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              {...form.getInputProps('email')}
            />
            <PasswordInput
              label={t('password')}
              autoComplete="current-password"
              required
              withAsterisk={false}
              visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
              {...form.getInputProps('password')}
            />
            <Notice text={refusal} />
            <Button type="submit" size="sm" loading={busy} fullWidth>
              {t('signIn.submit')}
            </Button>
            <Group justify="space-between" gap="sm">
              <Anchor component="button" type="button" onClick={() => setByLink(true)}>
                {t('signIn.byLink')}
              </Anchor>
              <Anchor href={withNext('/reset', next)}>{t('signIn.forgotten')}</Anchor>
            </Group>
          </Stack>
        </Form>
      )}
      {options.oidc && (
        <>
          <Divider label={t('signIn.or')} />
          <Button
            variant="default"
            size="sm"
            fullWidth
            onClick={() => void openIdentityProvider(next).catch(() => setRefusal(t('signIn.unreachable')))}
          >
            {t('signIn.oidc', { name: options.oidc.name })}
          </Button>
        </>
      )}
      {options.demo && !byLink && (
        <DemoSignIns
          emails={options.demo.emails}
          onChoose={(email) => form.setValues({ email, password: options.demo?.password ?? '' })}
        />
      )}
    </Stack>
  )
}
