/** An unread count is never larger: it is shown as "99+". */
export const maxUnread = 100
