import { contactKinds } from '@/server/paging/schema'
import { NotificationRefused, type PageTransports } from '@/server/paging/delivery/transports'

/** Every kind of contact method refuses for good; a test replaces what it needs. */
export const noTransports = {
  publicUrl: 'http://localhost:3000',
  ...Object.fromEntries(
    contactKinds.map((kind) => [kind, () => Promise.reject(new NotificationRefused(true, 'none'))]),
  ),
} as PageTransports
