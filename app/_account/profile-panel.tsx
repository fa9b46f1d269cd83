'use client'
import { Box, Button, Group, Select, SimpleGrid, Stack, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTransition } from 'react'
import { chooseLocale } from '@/app/_i18n/choose-locale'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { locales } from '@/server/vocabulary/locale'
import { profileRevision } from '@/server/accounts/rules'
import type { Viewer } from '@/server/accounts/schema'
import { Notice } from './notice'
import { PasswordForm } from './password-form'
import { SessionsPanel } from './sessions-panel'
import { useRefusal } from './use-refusal'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useFormDraft } from '@/app/_forms/use-form-draft'

/** The reader's own account: name, language of mails and screens, time zone, password. */
export function ProfilePanel({ viewer }: { viewer: Viewer }) {
  const t = useTranslations('people')
  const tAuth = useTranslations('auth')
  const trpc = useTRPC()
  const router = useRouter()
  const { name, locale, timeZone } = viewer
  const form = useForm({ initialValues: { name, timeZone } })
  const settings = useFormDraft(form, {
    form: 'profile',
    about: 'own',
    current: { name, timeZone },
    revision: profileRevision({ name, timeZone }),
    describe: (values) => [
      [t('name'), values.name],
      [t('profile.timeZone'), values.timeZone],
    ],
  })
  const [switching, startSwitch] = useTransition()
  const { refusal, setRefusal, refuse } = useRefusal(form)
  const save = useMutation(
    trpc.accounts.updateProfile.mutationOptions({
      onError: (error) => {
        refuse(error)
        // Another browser may have saved: loads its values, to show them beside these.
        router.refresh()
      },
      onSuccess: () => {
        setRefusal(null)
        router.refresh()
        notifyDone(t('profile.saved'))
      },
    }),
  )
  const zones = [...new Set(['UTC', timeZone, ...Intl.supportedValuesOf('timeZone')])]

  return (
    <Stack gap="md" component="section" aria-label={t('profile.title')}>
      <Title order={2}>{t('profile.title')}</Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <Form onSubmit={form.onSubmit((values) => save.mutate({ ...values, basedOn: settings.basedOn }))}>
          <Stack gap="md">
            <TextInput
              label={t('personName')}
              autoComplete="name"
              required
              withAsterisk={false}
              {...form.getInputProps('name')}
            />
            <Select
              label={t('profile.language')}
              data={locales.map((each) => ({ value: each, label: tAuth(`languages.${each}`) }))}
              allowDeselect={false}
              value={locale}
              disabled={switching}
              onChange={(value) =>
                value &&
                startSwitch(async () => {
                  await chooseLocale(value).catch(refuse)
                  router.refresh()
                })
              }
            />
            <Select
              label={t('profile.timeZone')}
              data={zones}
              searchable
              limit={60}
              allowDeselect={false}
              {...form.getInputProps('timeZone')}
            />
            <SettingsState settings={settings} />
            <Notice text={settings.conflict ? null : refusal} />
            <Group>
              <Button type="submit" size="sm" loading={save.isPending}>
                {t('save')}
              </Button>
            </Group>
          </Stack>
        </Form>
        <PasswordForm email={viewer.email} />
      </SimpleGrid>
      <Box mt="xl">
        <SessionsPanel />
      </Box>
    </Stack>
  )
}
