'use client'
import { signIn } from 'next-auth/react'
import { useCallback } from 'react'

/**
 * Result of a sign-in attempt. `limited`: too many attempts; `unavailable`: the server could not decide; `unreachable`:
 * no answer.
 */
export type SignInResult = 'done' | 'refused' | 'limited' | 'unavailable' | 'unreachable'

/** Signs in and opens `next` as a full page load, because everything rendered so far was for a signed-out reader. */
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
