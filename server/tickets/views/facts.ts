/** Limits of saved views: characters of a name, and views that one person may make. */
export const viewLimits = { name: 60, perPerson: 30 } as const
