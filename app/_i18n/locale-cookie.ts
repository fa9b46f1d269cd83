/** The language chosen in this browser; stands above the account's, which stays the language of mails. */
export const localeCookie = 'nightdesk-locale'
