import {
  customerRoles,
  isAdministrator,
  isManager,
  isStaff,
  membershipIn,
  type RoleName,
  staffRoles,
  type Viewer,
} from './schema'

/**
 * Who may do what with accounts. Administrators: everything. A customer lead: the people and projects of the own
 * organisation. Another organisation's id looks like one that does not exist (ARCHITECTURE, tenancy).
 */

/** What a viewer is towards an organisation: `stranger` must be answered NOT_FOUND. */
export type Standing = 'administrator' | 'staff' | 'lead' | 'member' | 'stranger'

export function standingIn(viewer: Viewer, organisationId: string): Standing {
  if (isAdministrator(viewer)) return 'administrator'
  const membership = membershipIn(viewer, organisationId)
  if (membership?.roles.includes('CUSTOMER_LEAD')) return 'lead'
  if (membership) return 'member'
  return isStaff(viewer) ? 'staff' : 'stranger'
}

export const maySeePeople = (viewer: Viewer, organisationId: string) => {
  const standing = standingIn(viewer, organisationId)
  return standing !== 'stranger' && (standing !== 'staff' || isManager(viewer))
}

/** Staff roles are held in the vendor's own organisation, customer roles in a customer's. */
export function rolesFitting(organisation: { isVendor: boolean }): readonly RoleName[] {
  return organisation.isVendor ? staffRoles : customerRoles
}

export function rolesFit(organisation: { isVendor: boolean }, wanted: readonly RoleName[]): boolean {
  const fitting = rolesFitting(organisation)
  return wanted.every((role) => fitting.includes(role))
}

/** `RTC Support Ltd` → `RTCSUPPORT`; a name without Latin letters gets VENDOR. */
export function keyFromName(name: string): string {
  const letters = name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^[0-9]+/, '')
    .slice(0, 10)
  return letters.length >= 2 ? letters : 'VENDOR'
}

/**
 * The address of whoever asks; for limits only, never an authority. Without a trusted proxy it is the peer of the
 * connection, which web.mjs puts into `x-nightdesk-peer`; behind one, what the nearest proxy says of its own peer.
 */
export function addressOf(headers: Headers, trustProxy: boolean): string {
  const forwarded = trustProxy ? headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  return forwarded || headers.get('x-nightdesk-peer') || 'unknown'
}
