import { getTranslations } from 'next-intl/server'
import { tokenSchema } from '@/server/accounts/schema'
import { nextPath, type Query } from '../../next-path'
import { LinkSignIn } from './link-sign-in'

export async function generateMetadata() {
  return { title: (await getTranslations('auth'))('signIn.title') }
}

/** Shows a button and changes nothing: a mail scanner that opens the link does not use it up. */
export default async function SignInLinkPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const token = tokenSchema.safeParse(query.token)
  return <LinkSignIn token={token.success ? token.data : null} next={nextPath(query.next)} />
}
