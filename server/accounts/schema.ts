import { z } from 'zod'

export const roles = ['CUSTOMER', 'CUSTOMER_LEAD', 'ENGINEER', 'MANAGER', 'ADMINISTRATOR', 'KNOWLEDGE_OWNER'] as const
export type RoleName = (typeof roles)[number]
export const customerRoles = ['CUSTOMER', 'CUSTOMER_LEAD'] as const satisfies readonly RoleName[]
export const staffRoles = [
  'ENGINEER',
  'MANAGER',
  'ADMINISTRATOR',
  'KNOWLEDGE_OWNER',
] as const satisfies readonly RoleName[]

export const locales = ['en', 'zh-CN'] as const
export type AppLocale = (typeof locales)[number]
export const localeSchema = z.enum(locales)

export const timeZoneSchema = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}, 'unknownTimeZone')

export interface ViewerMembership {
  organisationId: string
  organisationKey: string
  organisationName: string
  roles: RoleName[]
}

/** The person behind a request, with rights read for this request (never from the session token). */
export interface Viewer {
  userId: string
  email: string
  name: string
  locale: AppLocale
  timeZone: string
  /** Roles in the vendor's own organisation; empty for customers. */
  staffRoles: RoleName[]
  /** Customer organisations only. */
  memberships: ViewerMembership[]
}

export const isStaff = (viewer: Viewer) => viewer.staffRoles.length > 0
export const hasStaffRole = (viewer: Viewer, ...wanted: RoleName[]) =>
  viewer.staffRoles.some((role) => wanted.includes(role))
/** Managers and administrators may do what engineers may. */
export const isEngineer = (viewer: Viewer) => hasStaffRole(viewer, 'ENGINEER', 'MANAGER', 'ADMINISTRATOR')
export const isManager = (viewer: Viewer) => hasStaffRole(viewer, 'MANAGER', 'ADMINISTRATOR')
export const isAdministrator = (viewer: Viewer) => hasStaffRole(viewer, 'ADMINISTRATOR')
export const membershipIn = (viewer: Viewer, organisationId: string) =>
  viewer.memberships.find((membership) => membership.organisationId === organisationId)

/** PRODUCT.md, the field's own lists: keys are stored, words are in `messages/<locale>/field.json`. */
export const products = [
  'conversational_ai',
  'voice_call',
  'video_call',
  'interactive_live_streaming',
  'real_time_messaging',
] as const
export const scenarios = [
  'ai_assistant',
  'virtual_companion',
  'spoken_language_tutor',
  'voice_customer_service',
  'smart_device',
  'voice_chat_room',
  'one_to_one_video',
  'game_voice',
  'group_video_chat',
  'co_host_live_streaming',
  'show_live_streaming',
  'one_to_one_social',
  'live_commerce',
  'meeting',
  'going_overseas',
] as const
export const platforms = [
  'android',
  'ios',
  'web',
  'windows',
  'macos',
  'linux',
  'electron',
  'flutter',
  'react_native',
  'unity',
  'unreal',
  'mini_program',
  'server',
] as const
export const productSchema = z.enum(products)
export const scenarioSchema = z.enum(scenarios)
export const platformSchema = z.enum(platforms)
