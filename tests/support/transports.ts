import { contactKinds } from '@/server/paging/facts'
import { NotificationRefused, type PageTransports } from '@/server/paging/delivery/transports'

/** Transports of every kind of contact method that fail permanently; a test replaces those that it needs. */
export const noTransports = {
  publicUrl: 'http://localhost:3000',
  ...Object.fromEntries(
    contactKinds.map((kind) => [kind, () => Promise.reject(new NotificationRefused(true, 'none'))]),
  ),
} as PageTransports
