'use client'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { z } from 'zod'

const values = z.record(z.string(), z.union([z.string(), z.number()])).optional()
/** What server/trpc.ts puts into a refusal (ErrorDetail). */
const refusal = z.object({
  data: z.object({
    detail: z.object({
      reason: z.string(),
      values,
      fields: z.array(z.object({ path: z.string(), reason: z.string(), values })),
    }),
  }),
})

/** A refusal in the reader's words: one sentence, and one for each field that is wrong. */
export interface ErrorText {
  message: string
  fieldErrors: Record<string, string>
}

/** Turns any failure of a procedure into words; a failure without an answer is a lost connection. */
export function useErrorText(): (error: unknown) => ErrorText {
  const t = useTranslations('errors')
  return useCallback(
    (error) => {
      const words = (reason: string, given?: Record<string, string | number>) =>
        t.has(reason) ? t(reason, given) : t('unexpected')
      const parsed = refusal.safeParse(error)
      if (!parsed.success) return { message: t('connection'), fieldErrors: {} }
      const { reason, values: given, fields } = parsed.data.data.detail
      return {
        message: words(reason, given),
        fieldErrors: Object.fromEntries(fields.map((each) => [each.path, words(each.reason, each.values)])),
      }
    },
    [t],
  )
}
