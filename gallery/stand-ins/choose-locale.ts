/** Stands in for the server action that remembers a language. */
export const chooseLocale = async (_locale: string): Promise<void> => undefined
