import { customerRoles, type RoleName, staffRoles } from '@/server/vocabulary/role'

/**
 * Returns the roles that can be held in an organisation: staff roles in the vendor's, customer roles in a customer's.
 */
export function rolesFitting(organisation: { isVendor: boolean }): readonly RoleName[] {
  return organisation.isVendor ? staffRoles : customerRoles
}

export function rolesFit(organisation: { isVendor: boolean }, wanted: readonly RoleName[]): boolean {
  const fitting = rolesFitting(organisation)
  return wanted.every((role) => fitting.includes(role))
}

/** Derives an organisation key: `RTC Support Ltd` → `RTCSUPPORT`; a name without Latin letters gives VENDOR. */
export function keyFromName(name: string): string {
  const letters = name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^[0-9]+/, '')
    .slice(0, 10)
  return letters.length >= 2 ? letters : 'VENDOR'
}

/**
 * Returns the network of an address, for rate limits: the first 64 bits of IPv6, which one subscriber has, or the whole
 * IPv4 address. An IPv4-mapped IPv6 address gives the same result as the plain IPv4 address.
 */
export function sourceBlock(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1]!
  if (!address.includes(':')) return address
  const [plain = ''] = address.split('%')
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = !tail ? [] : tail.split(':')
  const groups =
    tail === undefined
      ? left
      : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** Returns the browser and operating system of a User-Agent as names that a person recognises; empty when unknown. */
export function deviceOf(userAgent: string): { browser: string; system: string } {
  const first = (pairs: readonly (readonly [RegExp, string])[]) =>
    pairs.find(([sign]) => sign.test(userAgent))?.[1] ?? ''
  return {
    browser: first([
      [/\bEdg(A|iOS)?\//, 'Edge'],
      [/\b(OPR|Opera)\b/, 'Opera'],
      [/\bMicroMessenger\//, 'WeChat'],
      [/\bSamsungBrowser\//, 'Samsung Internet'],
      [/\b(Firefox|FxiOS)\//, 'Firefox'],
      [/\b(Chrome|HeadlessChrome|CriOS|Chromium)\//, 'Chrome'],
      [/\bSafari\//, 'Safari'],
    ]),
    system: first([
      [/\b(iPhone|iPad|iPod)\b/, 'iOS'],
      [/\bAndroid\b/, 'Android'],
      [/\bWindows\b/, 'Windows'],
      [/\b(Macintosh|Mac OS X)\b/, 'macOS'],
      [/\bCrOS\b/, 'ChromeOS'],
      [/\bLinux\b/, 'Linux'],
    ]),
  }
}

/** How long a session may be idle: a weekend for staff, who can read the tickets of every customer. */
export const idleLimitMs = { staff: 72 * 60 * 60_000, customer: 30 * 24 * 60 * 60_000 } as const
/** A session ends this long after signing in, even when it is in use. */
export const sessionLifeMs = 30 * 24 * 60 * 60_000

/**
 * Returns the client's address, for rate limits and never to authorise. Without a trusted proxy it is the peer of the
 * connection, which web.mjs puts into `x-nightdesk-peer`; behind one, the peer that the nearest proxy reports.
 */
export function addressOf(headers: Headers, trustProxy: boolean): string {
  const forwarded = trustProxy ? headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  return forwarded || headers.get('x-nightdesk-peer') || 'unknown'
}

/**
 * Returns the revision of a person's own profile: a form sends the one it was loaded with, and a stale one is refused.
 */
export const profileRevision = ({ name, timeZone }: { name: string; timeZone: string }): string =>
  JSON.stringify([name, timeZone])
