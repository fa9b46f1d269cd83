'use client'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { z } from 'zod'
import { type ErrorDetail, errorDetailSchema } from '@/server/refusal-schema'

/** A refusal as server/trpc.ts formats it. */
const refusal = z.object({ data: z.object({ detail: errorDetailSchema }) })

/** A refusal in the reader's words: one sentence, and one for each field that is wrong. */
export interface ErrorText {
  message: string
  fieldErrors: Record<string, string>
}

/** Returns a function that puts a refusal into words, one sentence and one for each field. */
export function useDetailText(): (detail: ErrorDetail) => ErrorText {
  const t = useTranslations('errors')
  return useCallback(
    ({ reason, values: given, fields }) => {
      const words = (key: string, named?: Record<string, string | number>) =>
        t.has(key) ? t(key, named) : t('unexpected')
      return {
        message: words(reason, given),
        fieldErrors: Object.fromEntries(fields.map((each) => [each.path, words(each.reason, each.values)])),
      }
    },
    [t],
  )
}

/** Turns any failure of a procedure into words; a failure without an answer is a lost connection. */
export function useErrorText(): (error: unknown) => ErrorText {
  const t = useTranslations('errors')
  const detailText = useDetailText()
  return useCallback(
    (error) => {
      const parsed = refusal.safeParse(error)
      return parsed.success ? detailText(parsed.data.data.detail) : { message: t('connection'), fieldErrors: {} }
    },
    [detailText, t],
  )
}
