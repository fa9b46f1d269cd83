/**
 * Procedures with a larger input limit than others (server/infra/input/body-bounds.mjs). They are never sent in a batch
 * with others, because the smaller limit would apply to the whole batch.
 */
export const largeInputs: ReadonlySet<string> = new Set(['sla.readHolidays', 'knowledge.save', 'drafts.save'])
/** Procedures in one request; the server refuses more. */
export const maxBatchSize = 20
