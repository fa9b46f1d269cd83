'use client'
import { useCallback, useState } from 'react'
import { useErrorText } from '@/app/_ui/use-error-text'

interface FormWithErrors {
  setErrors(errors: Record<string, string>): void
}

/** Puts a refusal where the person looks: beside the fields it names, else into one sentence above the button. */
export function useRefusal(form: FormWithErrors) {
  const errorText = useErrorText()
  const [refusal, setRefusal] = useState<string | null>(null)
  const { setErrors } = form
  const refuse = useCallback(
    (error: unknown) => {
      const { message, fieldErrors } = errorText(error)
      setErrors(fieldErrors)
      setRefusal(Object.keys(fieldErrors).length > 0 ? null : message)
    },
    [errorText, setErrors],
  )
  return { refusal, setRefusal, refuse }
}
