'use client'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { z } from 'zod'
import { type ErrorDetail, errorDetailSchema } from '@/server/infra/refusal-schema'

/** A refusal as server/api/procedures.ts formats it. */
const refusal = z.object({ data: z.object({ detail: errorDetailSchema }) })

const answered = z.object({ meta: z.object({ response: z.object({ status: z.number() }) }) })

/** Why there is no refusal to read: the server failed or is not ready, or nobody answered at all. */
export function unansweredReason(error: unknown): 'unexpected' | 'unavailable' | 'connection' {
  const status = answered.safeParse(error).data?.meta.response.status
  if (status === undefined) return 'connection'
  // A proxy or the server says that it cannot answer now; anything else is a fault of ours.
  return status >= 502 && status <= 504 ? 'unavailable' : 'unexpected'
}

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

/** Turns any failure of a procedure into words: what was refused, what failed on our side, or that nobody answered. */
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
