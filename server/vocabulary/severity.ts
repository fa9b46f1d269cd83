import { z } from 'zod'

/** S1 is the gravest (PRODUCT.md, Words). */
export const severities = ['S1', 'S2', 'S3', 'S4'] as const
export const severitySchema = z.enum(severities)
export type Severity = z.infer<typeof severitySchema>
export const severityRank: Record<Severity, number> = { S1: 1, S2: 2, S3: 3, S4: 4 }
/** S1 and S2, which page somebody, call again until a human has them, and change hands with a brief (SEMANTICS §3). */
export const isUrgent = (severity: Severity): boolean => severity === 'S1' || severity === 'S2'
