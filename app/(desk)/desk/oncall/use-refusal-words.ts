'use client'
import { useCallback } from 'react'
import { useErrorText } from '@/app/_ui/use-error-text'

/** Returns a refusal as one text for above the button, including the errors of each field. */
export function useRefusalWords() {
  const errorText = useErrorText()
  return useCallback(
    (error: unknown): string | null => {
      if (!error) return null
      const { message, fieldErrors } = errorText(error)
      return [...new Set([message, ...Object.values(fieldErrors)])].join(' ')
    },
    [errorText],
  )
}
