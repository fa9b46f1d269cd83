/**
 * Procedures whose input may be longer than what others may send (server/infra/input/body-bounds.mjs). They are never sent
 * together with others, whose bound would hold for all of them.
 */
export const largeInputs: ReadonlySet<string> = new Set(['sla.readHolidays', 'knowledge.save'])
/** Procedures in one request; the server refuses more. */
export const maxBatchSize = 20
