import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { currentViewer } from '@/app/_server/viewer'
import { nextPath, type Query } from '../next-path'
import { SignInForm } from './sign-in-form'

export async function generateMetadata() {
  return { title: (await getTranslations('auth'))('signIn.title') }
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { next, callbackUrl, error } = await searchParams
  const leadsTo = nextPath(next ?? callbackUrl)
  if (await currentViewer()) redirect(leadsTo)
  const options = await (await caller()).accounts.signInOptions()
  if (options.setupNeeded) redirect('/setup')
  return (
    <SignInForm
      options={options}
      next={leadsTo}
      failed={error === undefined ? null : error === 'unavailable' ? 'unavailable' : 'refusedByProvider'}
    />
  )
}
