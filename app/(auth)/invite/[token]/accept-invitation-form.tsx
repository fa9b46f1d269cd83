'use client'
import { Button, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { browserZone } from '@/app/_account/browser-zone'
import { NewPasswordInput } from '@/app/_account/new-password-input'
import { Notice } from '@/app/_account/notice'
import { useCredentials } from '@/app/_account/use-credentials'
import { useRefusal } from '@/app/_account/use-refusal'
import { useTRPC } from '@/app/_trpc/client'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { withNext } from '../../next-path'
import { Form } from '@/app/_forms/form'

interface Invitation {
  email: string
  name: string
  organisation: string
  hasAccount: boolean
}

/** Creates the invited account, or adds an existing one; then signs in, or leads to the sign-in page. */
export function AcceptInvitationForm({
  token,
  invitation,
  next,
}: {
  token: string
  invitation: Invitation
  /** Path to open after signing in. */
  next: string
}) {
  const t = useTranslations('auth')
  const trpc = useTRPC()
  const locale = oneOf(locales, useLocale()) ?? 'en'
  const attempt = useCredentials()
  const form = useForm({ initialValues: { account: { name: invitation.name, password: '' } } })
  const { refusal, refuse, setRefusal } = useRefusal(form)
  const accept = useMutation(
    trpc.accounts.acceptInvitation.mutationOptions({
      onError: refuse,
      onSuccess: async ({ email, created }, { account }) => {
        if (!created || !account) return window.location.assign(withNext('/signin', next))
        const result = await attempt('password', { email, password: account.password }, next)
        if (result !== 'done') setRefusal(t(`signIn.${result}`))
      },
    }),
  )
  const submit = form.onSubmit(({ account }) =>
    accept.mutate({
      token,
      account: invitation.hasAccount ? undefined : { ...account, locale, timeZone: browserZone() },
    }),
  )

  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <Title order={1}>{t('invite.join', { organisation: invitation.organisation })}</Title>
        <Text c="dimmed">
          {t(invitation.hasAccount ? 'invite.existing' : 'invite.hint', { email: invitation.email })}
        </Text>
        {!invitation.hasAccount && (
          <>
            <TextInput
              label={t('name')}
              autoComplete="name"
              required
              withAsterisk={false}
              {...form.getInputProps('account.name')}
            />
            {/* Read by password managers, so that they keep the address with the password. */}
            <input type="hidden" name="username" autoComplete="username" value={invitation.email} />
            <NewPasswordInput {...form.getInputProps('account.password')} />
          </>
        )}
        <Notice text={refusal} />
        <Button type="submit" size="sm" loading={accept.isPending} fullWidth>
          {t('invite.accept')}
        </Button>
      </Stack>
    </Form>
  )
}
