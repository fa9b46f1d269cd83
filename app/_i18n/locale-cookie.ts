/** Cookie with the language chosen in this browser, for pages without sign-in; an account has its own language. */
export const localeCookie = 'nightdesk-locale'
