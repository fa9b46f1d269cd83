/** The most tickets that one bulk change may name. */
export const maxBulkTickets = 200
