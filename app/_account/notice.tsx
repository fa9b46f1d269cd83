'use client'
import { Alert } from '@mantine/core'

/** One sentence above a form's button; screen readers announce a refusal assertively, a confirmation politely. */
export function Notice({ text, kind = 'refusal' }: { text: string | null; kind?: 'refusal' | 'done' }) {
  if (!text) return null
  return (
    <Alert
      variant="default"
      p="sm"
      role={kind === 'refusal' ? 'alert' : 'status'}
      styles={{ message: { color: kind === 'refusal' ? 'var(--mantine-color-error)' : 'var(--mantine-color-text)' } }}
    >
      {text}
    </Alert>
  )
}
