import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { SetupForm } from './setup-form'

export async function generateMetadata() {
  return { title: (await getTranslations('auth'))('setup.title') }
}

/** The first page of an empty installation; redirects to the sign-in page once any account exists. */
export default async function SetupPage() {
  if (!(await (await caller()).accounts.setupNeeded())) redirect('/signin')
  return <SetupForm />
}
