/** Severities, most severe first (PRODUCT.md, Vocabulary). */
export const severities = ['S1', 'S2', 'S3', 'S4'] as const
export type Severity = (typeof severities)[number]
export const severityRank: Record<Severity, number> = { S1: 1, S2: 2, S3: 3, S4: 4 }
/** S1 and S2: they page, repeat until somebody acknowledges, and are handed over with a brief (SEMANTICS §3). */
export const isUrgent = (severity: Severity): boolean => severity === 'S1' || severity === 'S2'
