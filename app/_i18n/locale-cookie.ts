/** The language chosen in this browser, for pages that are read without an account; an account has its own. */
export const localeCookie = 'nightdesk-locale'
