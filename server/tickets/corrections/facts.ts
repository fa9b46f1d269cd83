/** For this long after a message its author may correct its words; its mail waits as long, except for an S1. */
export const correctableForMs = 2 * 60_000
