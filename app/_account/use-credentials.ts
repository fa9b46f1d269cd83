'use client'
import { signIn } from 'next-auth/react'
import { useCallback } from 'react'

/**
 * What a sign-in attempt came to; `limited` says only that there were too many, `unavailable` that the server could not decide.
 */
export type SignInResult = 'done' | 'refused' | 'limited' | 'unavailable' | 'unreachable'

/** Signs in and leaves for `next`, as a whole page load: everything shown so far belonged to nobody. */
export function useCredentials() {
  return useCallback(
    async (provider: 'password' | 'link', credentials: Record<string, string>, next: string): Promise<SignInResult> => {
      const answer = await signIn(provider, { ...credentials, redirect: false }).catch(() => undefined)
      if (!answer) return 'unreachable'
      if (answer.error === 'unavailable') return 'unavailable'
      if (answer.error) return answer.error === 'tooManyAttempts' ? 'limited' : 'refused'
      window.location.assign(next)
      return 'done'
    },
    [],
  )
}
