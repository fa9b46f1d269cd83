'use client'
import { Anchor, Button, Stack, Text, Title } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { withNext } from '../../next-path'
import { Notice } from '@/app/_account/notice'
import { type SignInResult, useCredentials } from '@/app/_account/use-credentials'

/** The button on the page of a mailed link: only pressing it signs in. */
export function LinkSignIn({ token, next }: { token: string | null; next: string }) {
  const t = useTranslations('auth')
  const attempt = useCredentials()
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<SignInResult | null>(token ? null : 'refused')

  const press = async () => {
    if (!token) return
    setBusy(true)
    setResult(await attempt('link', { token }, next))
    setBusy(false)
  }

  return (
    <Stack gap="md">
      <Title order={1}>{t('signIn.title')}</Title>
      {result === 'refused' ? (
        <>
          <Notice text={t('link.dead')} />
          <Anchor href={withNext('/signin', next)}>{t('link.again')}</Anchor>
        </>
      ) : (
        <>
          <Text>{t('link.press')}</Text>
          <Notice text={result === null || result === 'done' ? null : t(`signIn.${result}`)} />
          <Button size="md" fullWidth loading={busy || result === 'done'} onClick={press}>
            {t('signIn.submit')}
          </Button>
        </>
      )}
    </Stack>
  )
}
