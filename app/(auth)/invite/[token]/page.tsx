import { Stack, Text, Title } from '@mantine/core'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { tokenSchema } from '@/server/accounts/schema'
import { AcceptInvitationForm } from './accept-invitation-form'

export async function generateMetadata() {
  return { title: (await getTranslations('auth'))('invite.title') }
}

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const token = tokenSchema.safeParse((await params).token)
  const invitation = token.success ? await (await caller()).accounts.invitation({ token: token.data }) : null
  if (token.success && invitation) return <AcceptInvitationForm token={token.data} invitation={invitation} />
  const t = await getTranslations('auth')
  return (
    <Stack gap="md">
      <Title order={1}>{t('invite.deadTitle')}</Title>
      <Text>{t('invite.dead')}</Text>
    </Stack>
  )
}
