import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OidcPerson {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
}

export interface OidcProvider {
  issuer: string
  client: { id: string; secret: string }
  /** Who has signed in at the provider when the next browser comes. */
  signIn(person: OidcPerson): void
  /** Makes tokens invalid from now on: signed with an unpublished key, or with a wrong nonce. */
  misbehave(how: 'foreign-key' | 'foreign-nonce' | null): void
  close(): Promise<void>
}

interface Grant {
  person: OidcPerson
  nonce: string
  redirectUri: string
  challenge: string
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * An identity provider as the standard wants it, over real HTTP: discovery, authorization code with PKCE, client
 * secret, RS256 id tokens, keys and user info. Everybody who comes is already signed in as the last `signIn` said.
 */
export async function runOidcProvider(): Promise<OidcProvider> {
  const client = { id: 'nightdesk', secret: randomBytes(16).toString('hex') }
  const published = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const grants = new Map<string, Grant>()
  const people = new Map<string, OidcPerson>()
  let person: OidcPerson = { sub: 'nobody' }
  let misbehaviour: 'foreign-key' | 'foreign-nonce' | null = null
  let issuer = ''

  const idToken = (grant: Grant): string => {
    const now = Math.floor(Date.now() / 1_000)
    const nonce = misbehaviour === 'foreign-nonce' ? 'another' : grant.nonce
    const claims = { iss: issuer, aud: client.id, iat: now, exp: now + 300, nonce, ...grant.person }
    const signed = `${json({ alg: 'RS256', typ: 'JWT', kid: 'key-1' })}.${json(claims)}`
    const key = misbehaviour === 'foreign-key' ? foreign.privateKey : published.privateKey
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`
  }
  const grantOf = (form: URLSearchParams, authorization: string): Grant | null => {
    const [id, secret] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
    if (id !== client.id || secret !== client.secret) return null
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    return grant && grant.challenge === challenge && grant.redirectUri === form.get('redirect_uri') ? grant : null
  }

  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const answer = (value: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return answer({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        })
      case '/keys':
        return answer({
          keys: [{ ...published.publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' }],
        })
      case '/authorize': {
        const asked = (name: string) => url.searchParams.get(name) ?? ''
        if (asked('client_id') !== client.id || asked('code_challenge_method') !== 'S256')
          return answer({ error: 'invalid_request' }, 400)
        const code = randomBytes(12).toString('hex')
        const redirectUri = asked('redirect_uri')
        grants.set(code, { person, nonce: asked('nonce'), redirectUri, challenge: asked('code_challenge') })
        const back = new URL(redirectUri)
        back.searchParams.set('code', code)
        back.searchParams.set('state', asked('state'))
        return response.writeHead(302, { location: back.href }).end()
      }
      case '/token': {
        const form = new URLSearchParams(Buffer.concat(parts).toString())
        const grant = grantOf(form, request.headers.authorization ?? '')
        if (!grant) return answer({ error: 'invalid_grant' }, 400)
        const accessToken = randomBytes(12).toString('hex')
        people.set(accessToken, grant.person)
        return answer({
          token_type: 'Bearer',
          access_token: accessToken,
          expires_in: 300,
          id_token: idToken(grant),
        })
      }
      case '/userinfo': {
        const known = people.get((request.headers.authorization ?? '').replace(/^Bearer /, ''))
        return known ? answer(known) : answer({ error: 'invalid_token' }, 401)
      }
      default:
        return answer({ error: 'not_found' }, 404)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    client,
    signIn: (next) => {
      person = next
    },
    misbehave: (how) => {
      misbehaviour = how
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
