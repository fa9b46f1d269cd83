import type { NextAuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { z } from 'zod'
import { isOutage } from '@/server/infra/db/outage'
import { DomainError } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { runtime, vitalContext } from '@/server/infra/runtime'
import { deviceCookieName, rememberDevice } from './devices'
import { addressOf } from '../rules'
import { canonicalEmail, pathSchema, tokenSchema } from '../schema'
import { confirmIdentity, refuseIdentity, signInWithIdentity } from '../people/identity'
import { sessionCookieName } from './session-cookie'
import { checkPassword, type SessionSubject, useSignInLink } from './sign-in'
import { signOut, startSession } from './sessions'

/** What a sign-in needs from its request. */
export interface SignInSource {
  address: string
  userAgent: string
  /** The browser's device cookie, and the cookie in which next-auth keeps the destination of the sign-in. */
  deviceCookie: string | null
  callbackUrl: string | null
  /** Called once with the device cookie of a browser that has signed in. */
  onSignedIn(deviceCookie: string): void
}

const unknownSource: SignInSource = {
  address: 'unknown',
  userAgent: '',
  deviceCookie: null,
  callbackUrl: null,
  onSignedIn: () => undefined,
}

/** Reads the source of a sign-in from its request. */
export function sourceOf(headers: Headers, onSignedIn: SignInSource['onSignedIn']): SignInSource {
  const cookies = new Map(
    (headers.get('cookie') ?? '').split(/;\s*/).map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)] as const
    }),
  )
  const callbackUrl = [...cookies].find(([name]) => name.endsWith('next-auth.callback-url'))?.[1] ?? null
  return {
    address: addressOf(headers, runtime().env.TRUST_PROXY === 'on'),
    userAgent: headers.get('user-agent') ?? '',
    deviceCookie: cookies.get(deviceCookieName) ?? null,
    callbackUrl,
    onSignedIn,
  }
}

/** Returns the path of a URL of this installation; `/` for any other URL. */
function pathOf(address: string | null, publicUrl: string): string {
  if (!address) return '/'
  try {
    const url = new URL(decodeURIComponent(address), publicUrl)
    const path = `${url.pathname}${url.search}`
    return url.origin === new URL(publicUrl).origin && pathSchema.safeParse(path).success ? path : '/'
  } catch {
    return '/'
  }
}

/** The error code that the page gets for an internal failure: nothing was decided; never a driver's message. */
export const signInUnavailable = 'unavailable'

/** Logs an internal failure. next-auth would put its message into the browser's URL. */
function logFailure(error: unknown): void {
  if (isOutage(error)) log.warn({ err: (error as Error).message }, 'sign-in: unavailable')
  else log.error({ err: error }, 'sign-in failed')
}

/**
 * Runs a sign-in attempt. Its error's message reaches the page in the redirect, so only `tooManyAttempts` and
 * `unavailable` are thrown; every other refusal looks the same.
 */
async function withErrorCode(attempt: () => Promise<SessionSubject | null>) {
  try {
    const subject = await attempt()
    return subject && { id: subject.userId, sessionVersion: subject.sessionVersion }
  } catch (error) {
    if (error instanceof DomainError) throw new Error(error.reason)
    logFailure(error)
    throw new Error(signInUnavailable)
  }
}

/** next-auth's logger: only the code and the error, without the profile, the query and other data that it passes. */
const authLogger = {
  error: (code: string, what: Error | { error?: unknown }) =>
    log.error({ code, err: what instanceof Error ? what : what.error }, 'sign-in'),
  warn: (code: string) => log.warn({ code }, 'sign-in'),
  debug: () => undefined,
}

/**
 * The provider's claims that are read (OpenID Connect Core, 2 and 5.1): a subject has 1 to 255 ASCII characters. An
 * invalid `email` counts as null, an invalid `email_verified` as false.
 */
const oidcClaims = z.object({
  sub: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  email: z.string().nullable().catch(null),
  email_verified: z.union([z.boolean(), z.enum(['true', 'false'])]).catch(false),
})
type OidcProfile = z.input<typeof oidcClaims>

function oidcProvider(): OAuthConfig<OidcProfile> | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = runtime().env
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID) return null
  return {
    id: 'oidc',
    name: OIDC_NAME,
    type: 'oauth',
    wellKnown: `${OIDC_ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    profile: (profile) => ({ id: profile.sub }),
  }
}

/**
 * Returns next-auth's options. Sessions are rows; the encrypted token carries the row's id. Rights are read per
 * request.
 * @param source the request behind a sign-in; its address and browser are stored in the session's row
 */
export function authOptions(source: SignInSource = unknownSource): NextAuthOptions {
  const { env } = runtime()
  const ctx: ServiceContext = vitalContext()
  const oidc = oidcProvider()
  const oidcSubject = async (profile: unknown) => {
    const from = { ...ctx, address: source.address }
    const claims = oidcClaims.safeParse(profile)
    if (!claims.success) return refuseIdentity(from, 'claims')
    const { sub, email, email_verified: verified } = claims.data
    const emailVerified = verified === true || verified === 'true'
    return signInWithIdentity(from, { provider: env.OIDC_ISSUER ?? 'oidc', subject: sub, email, emailVerified })
  }
  const mayEnter = async (profile: unknown): Promise<boolean | string> => {
    const answer = await oidcSubject(profile)
    if (answer.kind !== 'confirm') return answer.kind === 'signedIn'
    const next = pathOf(source.callbackUrl, env.PUBLIC_URL)
    const query = new URLSearchParams({ token: answer.token, ...(next === '/' ? {} : { next }) })
    return `${env.PUBLIC_URL}/signin/confirm?${query.toString()}`
  }
  const begin = async ({ userId, sessionVersion }: SessionSubject, method: string) => {
    const { id } = await startSession(ctx, { userId, method, address: source.address, userAgent: source.userAgent })
    source.onSignedIn(rememberDevice(source.deviceCookie, userId, env.SESSION_SECRET))
    return { userId, sessionVersion, sessionId: id }
  }
  return {
    secret: env.SESSION_SECRET,
    useSecureCookies: env.PUBLIC_URL.startsWith('https://'),
    cookies: {
      sessionToken: {
        name: sessionCookieName(env.PUBLIC_URL),
        options: { httpOnly: true, sameSite: 'lax', path: '/', secure: env.PUBLIC_URL.startsWith('https://') },
      },
    },
    session: { strategy: 'jwt', maxAge: 30 * 86_400 },
    logger: authLogger,
    pages: { signIn: '/signin', error: '/signin' },
    providers: [
      CredentialsProvider({
        id: 'password',
        name: 'password',
        // `identity`: token of a sign-in through the identity provider that the password confirms.
        credentials: { email: {}, password: {}, identity: {} },
        authorize: (credentials) =>
          withErrorCode(async () => {
            const email = canonicalEmail(credentials?.email ?? '')
            const password = credentials?.password ?? ''
            if (!email || password.length === 0 || password.length > 200) return null
            const { address, deviceCookie } = source
            const subject = await checkPassword(ctx, { email, password, address, deviceCookie })
            const identity = tokenSchema.safeParse(credentials?.identity)
            if (subject && identity.success) await confirmIdentity(ctx, identity.data, subject.userId)
            return subject
          }),
      }),
      CredentialsProvider({
        id: 'link',
        name: 'link',
        credentials: { token: {} },
        authorize: (credentials) =>
          withErrorCode(async () => {
            const token = tokenSchema.safeParse(credentials?.token)
            if (!token.success) return null
            return useSignInLink(ctx, { token: token.data, address: source.address })
          }),
      }),
      ...(oidc ? [oidc] : []),
    ],
    callbacks: {
      async signIn({ account, profile }) {
        if (account?.provider !== 'oidc') return true
        return mayEnter(profile).catch((error: unknown) => {
          logFailure(error)
          return `${env.PUBLIC_URL}/signin?error=${signInUnavailable}`
        })
      },
      async jwt({ token, user, account, profile }) {
        if (account?.provider === 'oidc') {
          const answer = await oidcSubject(profile)
          return answer.kind === 'signedIn' ? begin(answer.subject, 'oidc') : {}
        }
        if (user && 'sessionVersion' in user)
          return begin(
            { userId: user.id, sessionVersion: Number(user.sessionVersion) },
            account?.provider ?? 'password',
          )
        return { userId: token.userId, sessionVersion: token.sessionVersion, sessionId: token.sessionId }
      },
      // next-auth's own session endpoint returns nothing about the account; screens use accounts.me.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      async signOut({ token }) {
        const { userId, sessionId } = token as { userId?: unknown; sessionId?: unknown }
        if (typeof userId !== 'string' || typeof sessionId !== 'string') return
        // A session that has already ended is no error here.
        await signOut({ ...ctx, address: source.address }, userId, sessionId).catch((error: unknown) => {
          if (!(error instanceof DomainError)) throw error
        })
      },
    },
  }
}
