'use client'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'

/** Buttons that sign in as a demo person; shown only while the demo accounts exist. */
export function DemoSignIns({ emails, onChoose }: { emails: string[]; onChoose: (email: string) => void }) {
  const t = useTranslations('auth')
  return (
    <Stack gap="xs" component="section" aria-label={t('demo.title')}>
      <Text c="dimmed">{t('demo.hint')}</Text>
      <Group gap="xs">
        {emails.map((email) => (
          <Button key={email} variant="default" onClick={() => onChoose(email)}>
            {email}
          </Button>
        ))}
      </Group>
    </Stack>
  )
}
