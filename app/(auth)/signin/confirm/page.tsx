import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { tokenSchema } from '@/server/accounts/schema'
import { nextPath, type Query } from '../../next-path'
import { ConfirmIdentityForm } from './confirm-identity-form'

export async function generateMetadata() {
  return { title: (await getTranslations('auth'))('confirm.title') }
}

/** A staff account is linked to the identity provider only after its password, or a link that was mailed to it. */
export default async function ConfirmPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const token = tokenSchema.safeParse(query.token)
  const request = token.success ? await (await caller()).accounts.identityRequest({ token: token.data }) : null
  return (
    <ConfirmIdentityForm
      request={token.success && request ? { token: token.data, email: request.email } : null}
      next={nextPath(query.next)}
    />
  )
}
