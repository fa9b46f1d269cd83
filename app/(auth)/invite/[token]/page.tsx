import { Anchor, Stack, Text, Title } from '@mantine/core'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { tokenSchema } from '@/server/accounts/schema'
import { nextPath, type Query, withNext } from '../../next-path'
import { AcceptInvitationForm } from './accept-invitation-form'

export async function generateMetadata() {
  return { title: (await getTranslations('auth'))('invite.title') }
}

export default async function InvitePage({
  params,
  searchParams,
}: {
  params: Promise<{ token: string }>
  searchParams: Promise<Query>
}) {
  const next = nextPath((await searchParams).next)
  const token = tokenSchema.safeParse((await params).token)
  const invitation = token.success ? await (await caller()).accounts.invitation({ token: token.data }) : null
  if (token.success && invitation)
    return <AcceptInvitationForm token={token.data} invitation={invitation} next={next} />
  const t = await getTranslations('auth')
  return (
    <Stack gap="md">
      <Title order={1}>{t('invite.deadTitle')}</Title>
      <Text>{t('invite.dead')}</Text>
      <Anchor href={withNext('/signin', next)}>{t('signIn.title')}</Anchor>
    </Stack>
  )
}
