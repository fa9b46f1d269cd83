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
import { Form } from '@/app/_forms/form'

/** Creates the first administrator and the vendor's organisation, then signs in. */
export function SetupForm() {
  const t = useTranslations('auth')
  const trpc = useTRPC()
  const locale = oneOf(locales, useLocale()) ?? 'en'
  const attempt = useCredentials()
  const form = useForm({ initialValues: { code: '', organisationName: '', name: '', email: '', password: '' } })
  const { refusal, refuse, setRefusal } = useRefusal(form)
  const create = useMutation(
    trpc.accounts.createFirstAdministrator.mutationOptions({
      onError: refuse,
      onSuccess: async (_, { email, password }) => {
        const result = await attempt('password', { email, password }, '/manage/organisations')
        if (result !== 'done') setRefusal(t(`signIn.${result}`))
      },
    }),
  )

  return (
    <Form onSubmit={form.onSubmit((values) => create.mutate({ ...values, locale, timeZone: browserZone() }))}>
      <Stack gap="md">
        <Title order={1}>{t('setup.title')}</Title>
        <Text c="dimmed">{t('setup.hint')}</Text>
        <TextInput
          label={t('setup.code')}
          description={t('setup.codeHint')}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          required
          withAsterisk={false}
          maxLength={60}
          {...form.getInputProps('code')}
        />
        <TextInput
          label={t('setup.organisation')}
          description={t('setup.organisationHint')}
          autoComplete="organization"
          required
          withAsterisk={false}
          {...form.getInputProps('organisationName')}
        />
        <TextInput
          label={t('name')}
          autoComplete="name"
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          {...form.getInputProps('email')}
        />
        <NewPasswordInput {...form.getInputProps('password')} />
        <Notice text={refusal} />
        <Button type="submit" size="sm" loading={create.isPending} fullWidth>
          {t('setup.submit')}
        </Button>
      </Stack>
    </Form>
  )
}
