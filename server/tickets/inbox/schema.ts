import { z } from 'zod'
import type { NotificationKind } from '@/generated/prisma/client'
import { instantInput } from '@/server/infra/input/instant-schema'
import { referenceSchema } from '../schema'

/** An entry of a person's inbox. What people wrote is not part of it: the ticket shows that. Instants are UTC. */
export interface InboxRow {
  id: string
  kind: NotificationKind
  reference: string
  subject: string
  /** The entry of the ticket's timeline that it is about. */
  eventId: string
  /** Who caused it; null for the system. */
  actor: string | null
  at: Date
  isRead: boolean
}

export const markReadSchema = z.object({ id: z.uuid() })

/** `upTo`: the newest entry that was shown, so that one that arrived since stays unread. */
export const markAllReadSchema = z.object({ upTo: instantInput })

export const muteSchema = z.object({ reference: referenceSchema, muted: z.boolean() })
