'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback } from 'react'
import type { ErrorDetail } from '@/server/infra/refusal-schema'
import { messageOf } from '@/app/_i18n/message-of'
import { fieldOf, isNumber, isText } from './field-of'

const areValues = (values: unknown): boolean =>
  values === undefined ||
  (typeof values === 'object' && values !== null && Object.values(values).every((one) => isText(one) || isNumber(one)))

const isReason = (value: unknown): boolean => isText(fieldOf(value, 'reason')) && areValues(fieldOf(value, 'values'))

/** Returns the refusal as server/api/procedures.ts formats it; null when the error is none. */
export function refusalOf(error: unknown): ErrorDetail | null {
  const detail = fieldOf(fieldOf(error, 'data'), 'detail')
  const fields = fieldOf(detail, 'fields')
  const isRefusal =
    isReason(detail) &&
    Array.isArray(fields) &&
    fields.every((field: unknown) => isReason(field) && isText(fieldOf(field, 'path')))
  return isRefusal ? (detail as ErrorDetail) : null
}

/** Returns why a failure is not a refusal: the server failed or is unavailable, or there was no answer. */
export function unansweredReason(error: unknown): 'unexpected' | 'unavailable' | 'connection' {
  const status = fieldOf(fieldOf(fieldOf(error, 'meta'), 'response'), 'status')
  if (!isNumber(status)) return 'connection'
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
      const detail = refusalOf(error)
      if (detail) return detailText(detail)
      return { message: t(unansweredReason(error)), fieldErrors: {} }
    },
    [detailText, t],
  )
}
