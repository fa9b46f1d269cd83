import { getTranslations } from 'next-intl/server'
import { tokenSchema } from '@/server/accounts/schema'
import { RequestResetForm } from './request-reset-form'
import { nextPath, type Query } from '../next-path'
import { SetPasswordForm } from './set-password-form'

export async function generateMetadata() {
  return { title: (await getTranslations('auth'))('reset.title') }
}

export default async function ResetPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const token = tokenSchema.safeParse(query.token)
  return token.success ? <SetPasswordForm token={token.data} /> : <RequestResetForm next={nextPath(query.next)} />
}
