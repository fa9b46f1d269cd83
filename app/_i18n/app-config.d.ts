/* The names of all messages, so that one that is missing does not compile. */
import type acknowledge from '@/messages/en/acknowledge.json'
import type auth from '@/messages/en/auth.json'
import type breach from '@/messages/en/breach.json'
import type calendar from '@/messages/en/calendar.json'
import type channels from '@/messages/en/channels.json'
import type common from '@/messages/en/common.json'
import type desk from '@/messages/en/desk.json'
import type errors from '@/messages/en/errors.json'
import type failure from '@/messages/en/failure.json'
import type field from '@/messages/en/field.json'
import type handoff from '@/messages/en/handoff.json'
import type health from '@/messages/en/health.json'
import type knowledge from '@/messages/en/knowledge.json'
import type mail from '@/messages/en/mail.json'
import type manage from '@/messages/en/manage.json'
import type oncall from '@/messages/en/oncall.json'
import type people from '@/messages/en/people.json'
import type policy from '@/messages/en/policy.json'
import type portal from '@/messages/en/portal.json'
import type search from '@/messages/en/search.json'
import type system from '@/messages/en/system.json'
import type ticket from '@/messages/en/ticket.json'
import type whatif from '@/messages/en/whatif.json'

declare module 'next-intl' {
  interface AppConfig {
    Messages: {
      acknowledge: typeof acknowledge
      auth: typeof auth
      breach: typeof breach
      calendar: typeof calendar
      channels: typeof channels
      common: typeof common
      desk: typeof desk
      errors: typeof errors
      failure: typeof failure
      field: typeof field
      handoff: typeof handoff
      health: typeof health
      knowledge: typeof knowledge
      mail: typeof mail
      manage: typeof manage
      oncall: typeof oncall
      people: typeof people
      policy: typeof policy
      portal: typeof portal
      search: typeof search
      system: typeof system
      ticket: typeof ticket
      whatif: typeof whatif
    }
  }
}
