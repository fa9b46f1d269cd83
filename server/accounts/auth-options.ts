import type { NextAuthOptions, RequestInternal } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { DomainError } from '@/server/errors'
import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { runtime, vitalContext } from '@/server/infra/runtime'
import { addressOf } from './rules'
import { emailSchema, tokenSchema } from './schema'
import { sessionCookieName } from './session'
import { checkPassword, type SessionSubject, signInWithIdentity, useSignInLink } from './service-sign-in'

type AuthorizeRequest = Pick<RequestInternal, 'headers'>

const peerOf = (request: AuthorizeRequest) =>
  addressOf(new Headers(request.headers), runtime().env.TRUST_PROXY === 'on')

/** The page reads the error's message from the redirect: `tooManyAttempts` is said, everything else is one answer. */
async function refusedAsCode(attempt: () => Promise<SessionSubject | null>) {
  try {
    const subject = await attempt()
    return subject && { id: subject.userId, sessionVersion: subject.sessionVersion }
  } catch (error) {
    if (error instanceof DomainError) throw new Error(error.reason)
    throw error
  }
}

/** The log of next-auth: an error's words, without the profile, the query and whatever else it would print. */
const authLogger = {
  error: (code: string, what: Error | { error?: unknown }) =>
    log.error({ code, err: what instanceof Error ? what : what.error }, 'sign-in'),
  warn: (code: string) => log.warn({ code }, 'sign-in'),
  debug: () => undefined,
}

interface OidcProfile {
  sub: string
  email?: string
  email_verified?: boolean | 'true' | 'false'
}

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

/** Sessions are encrypted tokens that carry the account's id and session version; rights are read per request. */
export function authOptions(): NextAuthOptions {
  const { env } = runtime()
  const ctx: ServiceContext = vitalContext()
  const oidc = oidcProvider()
  const oidcSubject = (profile: OidcProfile) =>
    signInWithIdentity(ctx, {
      provider: env.OIDC_ISSUER ?? 'oidc',
      subject: profile.sub,
      email: profile.email ?? null,
      emailVerified: profile.email_verified === true || profile.email_verified === 'true',
    })
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
        credentials: { email: {}, password: {} },
        authorize: (credentials, request) =>
          refusedAsCode(async () => {
            const email = emailSchema.safeParse(credentials?.email)
            const password = credentials?.password ?? ''
            if (!email.success || password.length === 0 || password.length > 200) return null
            return checkPassword(ctx, { email: email.data, password, address: peerOf(request) })
          }),
      }),
      CredentialsProvider({
        id: 'link',
        name: 'link',
        credentials: { token: {} },
        authorize: (credentials, request) =>
          refusedAsCode(async () => {
            const token = tokenSchema.safeParse(credentials?.token)
            if (!token.success) return null
            return useSignInLink(ctx, { token: token.data, address: peerOf(request) })
          }),
      }),
      ...(oidc ? [oidc] : []),
    ],
    callbacks: {
      async signIn({ account, profile }) {
        if (account?.provider !== 'oidc') return true
        return (await oidcSubject(profile as OidcProfile)) !== null
      },
      async jwt({ token, user, account, profile }) {
        if (account?.provider === 'oidc') return { ...(await oidcSubject(profile as OidcProfile)) }
        if (user && 'sessionVersion' in user) return { userId: user.id, sessionVersion: user.sessionVersion }
        return { userId: token.userId, sessionVersion: token.sessionVersion }
      },
      // Nothing of the account leaves by next-auth's own session endpoint; screens ask accounts.me.
      session: ({ session }) => ({ expires: session.expires }),
    },
  }
}
