'use client'
import { useCallback } from 'react'
import { signInBy } from './auth-requests'

/**
 * Result of a sign-in attempt. `limited`: too many attempts; `unavailable`: the server could not decide; `unreachable`:
 * no answer.
 */
export type SignInResult = 'done' | 'refused' | 'limited' | 'unavailable' | 'unreachable'

/** Signs in and opens `next` as a full page load, because everything rendered so far was for a signed-out reader. */
export function useCredentials() {
  return useCallback(
    async (provider: 'password' | 'link', credentials: Record<string, string>, next: string): Promise<SignInResult> => {
      const refusal = await signInBy(provider, credentials).catch(() => undefined)
      if (refusal === undefined) return 'unreachable'
      if (refusal === 'unavailable') return 'unavailable'
      if (refusal) return refusal === 'tooManyAttempts' ? 'limited' : 'refused'
      window.location.assign(next)
      return 'done'
    },
    [],
  )
}
