'use client'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { z } from 'zod'
import { type ErrorDetail, errorDetailSchema } from '@/server/infra/refusal-schema'
import { messageOf } from '@/app/_i18n/message-of'

/** A refusal as server/api/procedures.ts formats it. */
const refusal = z.object({ data: z.object({ detail: errorDetailSchema }) })

const answered = z.object({ meta: z.object({ response: z.object({ status: z.number() }) }) })

/** Returns why a failure is not a refusal: the server failed or is unavailable, or there was no answer. */
export function unansweredReason(error: unknown): 'unexpected' | 'unavailable' | 'connection' {
  const status = answered.safeParse(error).data?.meta.response.status
  if (status === undefined) return 'connection'
  // 502 to 504: a proxy or the server cannot answer now; anything else is an internal error.
  return status >= 502 && status <= 504 ? 'unavailable' : 'unexpected'
}

/** A refusal in the reader's language: one sentence, and one per invalid field. */
export interface ErrorText {
  message: string
  fieldErrors: Record<string, string>
}

/** Returns a function that translates a refusal: one sentence, and one per invalid field. */
export function useDetailText(): (detail: ErrorDetail) => ErrorText {
  const t = useTranslations('errors')
  return useCallback(
    ({ reason, values: given, fields }) => {
      const words = (key: string, named?: Record<string, string | number>) =>
        messageOf(t, key, named) ?? t('unexpected')
      return {
        message: words(reason, given),
        fieldErrors: Object.fromEntries(fields.map((each) => [each.path, words(each.reason, each.values)])),
      }
    },
    [t],
  )
}

/** Returns a function that translates any failure of a procedure: a refusal, an internal error, or no answer. */
export function useErrorText(): (error: unknown) => ErrorText {
  const t = useTranslations('errors')
  const detailText = useDetailText()
  return useCallback(
    (error) => {
      const parsed = refusal.safeParse(error)
      if (parsed.success) return detailText(parsed.data.data.detail)
      return { message: t(unansweredReason(error)), fieldErrors: {} }
    },
    [detailText, t],
  )
}
