/** What an SLA target measures (SEMANTICS §1.2). */
export const metrics = ['first_response', 'next_response', 'update', 'workaround', 'resolution'] as const
export type Metric = (typeof metrics)[number]
