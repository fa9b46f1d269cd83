import { z } from 'zod'
import { regionInput } from '@/server/vocabulary/region/schema'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { roles, type RoleName } from '@/server/vocabulary/role'
import {
  localeSchema,
  timeZoneSchema,
  productSchema,
  scenarioSchema,
  platformSchema,
} from '@/server/vocabulary/schemas/words'
import { products, platforms } from '@/server/vocabulary/field'
import { isCommonPassword } from './sign-in/passwords.rules'
import { oneLine } from '@/server/vocabulary/schemas/text'

/** The person behind a request. */
export type Viewer = PersonActor

/**
 * Schema of a mail address in canonical form, trimmed and in lower case: it identifies an account. A non-ASCII address
 * is refused before it is lower-cased, because that maps some letters to ASCII: the Kelvin sign becomes `k`.
 */
export const emailSchema = z
  .string()
  .trim()
  .max(254)
  .refine((address) => /^[\x21-\x7e]*$/.test(address), 'emailNotAscii')
  .transform((address) => (/^[\x21-\x7e]*$/.test(address) ? address.toLowerCase() : address))
  .pipe(z.email())

/** Returns the canonical form of an address, or null when it is invalid; for input that no schema has parsed. */
export const canonicalEmail = (address: string): string | null => emailSchema.safeParse(address).data ?? null
export const personNameSchema = oneLine(120)
export const passwordSchema = z
  .string()
  .min(10)
  .max(200)
  .refine((password) => !isCommonPassword(password), 'commonPassword')
export const tokenSchema = z.string().min(20).max(200)
/** A path of this site, the destination after signing in; never another site's address. */
export const pathSchema = z
  .string()
  .max(500)
  .refine((path) => /^\/(?![/\\])[^\\\s]*$/.test(path), 'invalidValue')
const nameSchema = oneLine(120)
/** The prefix of ticket references: ACME-123. */
export const organisationKeySchema = z
  .string()
  .trim()
  .toUpperCase()
  .min(2)
  .max(10)
  .refine((key) => /^[A-Z][A-Z0-9]+$/.test(key), 'organisationKey')
const roleSetSchema = z.array(z.enum(roles)).max(roles.length)
const shortText = oneLine(120, { min: 0 })

export const setPasswordInput = z.object({ token: tokenSchema, password: passwordSchema })
export const acceptInvitationInput = z.object({
  token: tokenSchema,
  /** Absent when the address already has an account: its name and password stay. */
  account: z
    .object({ name: personNameSchema, password: passwordSchema, locale: localeSchema, timeZone: timeZoneSchema })
    .optional(),
})
export const firstAdministratorInput = z.object({
  organisationName: nameSchema,
  name: personNameSchema,
  email: emailSchema,
  password: passwordSchema,
  locale: localeSchema,
  timeZone: timeZoneSchema,
  /** The one-time code that was printed at the first start. */
  code: z.string().trim().min(1).max(60),
})
export const updateProfileInput = z.object({
  name: personNameSchema,
  /** The profile form leaves it out: the language has its own control (`chooseLanguageInput`). */
  locale: localeSchema.optional(),
  timeZone: timeZoneSchema,
  /** The revision that the form was loaded with (`profileRevision`); a save based on an older one is refused. */
  basedOn: z.string().max(4_000).nullish(),
})
export const chooseLanguageInput = z.object({ locale: localeSchema })
export const changePasswordInput = z.object({ current: z.string().max(200), next: passwordSchema })
/** The id of a new row, created by the form: a repeated request creates it only once. */
const clientKey = z.uuid().nullish()
/** The revision that the form was loaded with; a save based on an older one is refused. */
const basedOn = z.string().max(40).nullish()

export const organisationInput = z.object({
  clientKey,
  name: nameSchema,
  key: organisationKeySchema,
  planId: z.uuid().nullable(),
})
export const updateOrganisationInput = z.object({
  organisationId: z.uuid(),
  basedOn,
  name: nameSchema,
  planId: z.uuid().nullable(),
})
export const projectInput = z.object({
  name: nameSchema,
  appId: shortText,
  products: z.array(productSchema).max(products.length),
  scenario: scenarioSchema.nullable(),
  platforms: z.array(platformSchema).max(platforms.length),
  sdkVersion: shortText,
  regions: z.array(regionInput(120)).max(30),
  carriers: z.array(oneLine(120)).max(30),
  /** The vendor's team that is responsible for it; only staff may set and see it. When absent, it stays unchanged. */
  teamId: z.uuid().nullish(),
})
export const createProjectInput = projectInput.extend({ organisationId: z.uuid(), clientKey })
export const updateProjectInput = projectInput.extend({ projectId: z.uuid(), basedOn })
export const inviteInput = z.object({
  organisationId: z.uuid(),
  email: emailSchema,
  name: shortText,
  roles: roleSetSchema.min(1),
  /** Language of the mail, and the account's first language. */
  locale: localeSchema,
})
export const setRolesInput = z.object({ userId: z.uuid(), organisationId: z.uuid(), basedOn, roles: roleSetSchema })

export type AcceptInvitationInput = z.infer<typeof acceptInvitationInput>
export type FirstAdministratorInput = z.infer<typeof firstAdministratorInput>
export type UpdateProfileInput = z.infer<typeof updateProfileInput>
export type OrganisationInput = z.infer<typeof organisationInput>
export type ProjectInput = z.infer<typeof projectInput>
export type InviteInput = z.infer<typeof inviteInput>
export type SetRolesInput = z.infer<typeof setRolesInput>

export const openToMembersInput = z.object({ organisationId: z.uuid(), isOpen: z.boolean() })

export interface OrganisationView {
  id: string
  key: string
  name: string
  isVendor: boolean
  plan: { id: string; key: string; name: string } | null
  people: number
  projects: number
  archivedAt: Date | null
  /** Every member reads every ticket of it. */
  isOpen: boolean
  /** Revision of this content; the next save sends it as `basedOn`. */
  revision: string
}

export interface ProjectView extends ProjectInput {
  id: string
  organisationId: string
  archivedAt: Date | null
  /** Revision of this content; the next save sends it as `basedOn`. */
  revision: string
}

export interface PersonView {
  id: string
  name: string
  email: string
  deactivatedAt: Date | null
  memberships: {
    organisationId: string
    organisationName: string
    isVendor: boolean
    roles: RoleName[]
    /** Revision of the roles; the next change sends it as `basedOn`. */
    revision: string
  }[]
}

export interface InvitationView {
  id: string
  email: string
  name: string
  organisationId: string
  organisationName: string
  roles: RoleName[]
  expiresAt: Date
}

/** A signed-in browser of the reader. */
export interface SessionView {
  id: string
  /** Whether it is the browser that sent this request. */
  isCurrent: boolean
  device: { browser: string; system: string }
  address: string
  createdAt: Date
  lastSeenAt: Date
}

export interface SignInOptions {
  /** The company's identity provider, with the name for its button. */
  oidc: { name: string } | null
  /** The demo accounts and their password, while they exist. */
  demo: { emails: string[]; password: string } | null
  setupNeeded: boolean
}
