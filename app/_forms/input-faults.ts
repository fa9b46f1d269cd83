import type { z } from 'zod'
import { detailOfIssues, type ErrorDetail } from '@/server/infra/refusal-schema'

/** Returns what a procedure would refuse in an input; null when it is valid. Loaded on demand, because it needs Zod. */
export function inputFaults<I>(schema: z.ZodType<unknown, I>, input: I): ErrorDetail | null {
  const parsed = schema.safeParse(input)
  return parsed.success ? null : detailOfIssues(parsed.error)
}
