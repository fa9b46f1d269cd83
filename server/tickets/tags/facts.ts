/** Limits of tags: characters of a name, tags on one ticket, and names offered while somebody types. */
export const tagLimits = { name: 40, perTicket: 20, offered: 20 } as const
