'use client'
import { Stack, Text, Title } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { ProfilePanel } from '@/app/_account/profile-panel'
import { useTRPC } from '@/app/_trpc/client'
import { Screen } from '@/app/_ui/screen'
import type { Viewer } from '@/server/accounts/schema'
import { urgencies } from '@/server/paging/facts'
import { ContactMethods } from './contact-methods'
import { QuietHoursForm } from './quiet-hours-form'
import { RulesForm } from './rules-form'
import { ToneTest } from './tone-test'

/** The reader's own account, contact methods and notification rules. */
export function MeScreen({ viewer }: { viewer: Viewer }) {
  const t = useTranslations('oncall.me')
  const trpc = useTRPC()
  const { data: contacts } = useSuspenseQuery(trpc.paging.contacts.queryOptions())
  return (
    <Screen title={t('title')} width="form">
      <Stack gap="xl">
        <ProfilePanel viewer={viewer} />
        <ContactMethods methods={contacts.methods} rules={contacts.rules} />
        <ToneTest />
        <Stack gap="md" component="section" aria-label={t('rules')}>
          <Title order={2}>{t('rules')}</Title>
          <Text c="dimmed" maw="var(--nd-reading)">
            {t('rulesHint')}
          </Text>
          {urgencies.map((urgency) => {
            const rules = contacts.rules.filter((rule) => rule.urgency === urgency)
            return (
              <RulesForm
                key={urgency}
                urgency={urgency}
                methods={contacts.methods}
                rules={rules}
                revision={contacts.revisions[urgency]}
              />
            )
          })}
          <QuietHoursForm
            hours={contacts.quietHours}
            revision={contacts.quietHoursRevision}
            timeZone={viewer.timeZone}
          />
        </Stack>
      </Stack>
    </Screen>
  )
}
