import { z } from 'zod'
import { impactAnswers } from './facts'
import { oneLine, optionalLine } from '@/server/vocabulary/schemas/text'
import { limits } from '../facts'
import { draftIdInput } from '../drafts/schema'
import { keptInput } from '../secrets/schema'
import { attachmentIdsInput, bodyInput, referenceSchema } from '../schema'
import { platformSchema, productSchema, scenarioSchema, severitySchema } from '@/server/vocabulary/schemas/words'
import type { Severity } from '@/server/vocabulary/severity'
import { instantInput } from '@/server/infra/input/instant-schema'

const short = optionalLine(limits.short)

export const impactSchema = z.object({
  production: z.enum(impactAnswers.production),
  users: z.enum(impactAnswers.users),
  otherWay: z.enum(impactAnswers.otherWay),
})

export const fileTicketSchema = z.object({
  /** Idempotency key, generated once per form: the same key files once, however often it is sent. */
  clientKey: z.uuid(),
  projectId: z.uuid(),
  scenario: scenarioSchema,
  /** Description of the problem. Its first line becomes the subject when none is given. */
  body: bodyInput,
  subject: optionalLine(limits.subject),
  severity: severitySchema,
  impact: impactSchema.nullish(),
  product: productSchema.nullish(),
  platforms: z.array(platformSchema).max(13).default([]),
  sdkVersion: short,
  region: short,
  carrier: short,
  errorCodes: z.array(oneLine(40)).max(limits.errorCodes).default([]),
  channelId: short,
  userIds: optionalLine(500),
  startedAt: instantInput.nullish(),
  /** The closed ticket that this one follows up. */
  followUpOf: referenceSchema.nullish(),
  attachmentIds: attachmentIdsInput,
  kept: keptInput,
  draftId: draftIdInput,
})
export type FileTicketInput = z.input<typeof fileTicketSchema>
export type FileTicket = z.output<typeof fileTicketSchema>

export const promiseSchema = z.object({
  projectId: z.uuid(),
  severity: severitySchema,
  /** A product may have its own SLA policy. */
  product: productSchema.nullish(),
  /** Known so far, for the routing rules that choose who is paged. */
  scenario: scenarioSchema.nullish(),
  region: short,
})

export const carriersSchema = z.object({ projectId: z.uuid() })

export interface PromisePreview {
  severity: Severity
  planName: string
  /** Due instants if the ticket were filed now; null when the plan has no such target. */
  firstResponseBy: Date | null
  updateEveryMinutes: number | null
  workaroundBy: Date | null
  resolutionBy: Date | null
  /** Who is paged when an S1 or S2 is sent. */
  onCall: { name: string; until: Date | null } | null
  pages: boolean
  /** Routing rules choose by the words of the text who is paged, so that nobody can be named yet. */
  isOpen: boolean
  now: Date
}

export interface FilingOptions {
  projects: {
    id: string
    name: string
    appId: string
    organisation: { id: string; name: string; plan: string | null }
    products: string[]
    scenario: string | null
    platforms: string[]
    sdkVersion: string
    regions: string[]
    carriers: string[]
  }[]
}
