import dns from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Env } from '@/server/infra/env'
import { secretsOfUrl, withoutSecrets } from '@/server/infra/secrets'
import { isPublicAddress, readAllowance } from './address'

/** Requests to addresses entered by users. They may reach the public internet and what the operator allows. */

export interface OutgoingRequest {
  url: string
  method?: 'POST' | 'GET'
  headers?: Record<string, string>
  body?: string | Buffer
  /** Values that are removed from the answer, besides the secrets of the URL. */
  secrets?: readonly string[]
}

export interface OutgoingAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  /** The first 64 KB of the body, without the secrets of the request. */
  body: string
}

export interface RefusalDetail {
  /** Whether the other side may have processed the request without a confirmation, so that a retry is a repeat. */
  mayHaveArrived?: boolean
  /** The pause that the other side asks for (`Retry-After`). */
  retryAfterMs?: number | null
}

/** The request was not sent, got no answer, or was refused by the answer; `permanent` when a retry cannot help. */
export class OutgoingRefused extends Error {
  readonly permanent: boolean
  readonly mayHaveArrived: boolean
  readonly retryAfterMs: number | null
  constructor(permanent: boolean, answer: string, detail: RefusalDetail = {}) {
    super(answer)
    this.name = 'OutgoingRefused'
    this.permanent = permanent
    this.mayHaveArrived = detail.mayHaveArrived ?? false
    this.retryAfterMs = detail.retryAfterMs ?? null
  }
}

export type OutgoingSettings = Partial<Pick<Env, 'OUTGOING_ALLOW'>>

export interface OutgoingOptions {
  timeoutMs?: number
  /** Resolves a host name to addresses; by default the system's resolver. */
  resolve?: (host: string) => Promise<string[]>
}

export type Outgoing = (request: OutgoingRequest) => Promise<OutgoingAnswer>

const defaultTimeoutMs = 10_000
const maxBytes = 64 * 1024

const systemResolve = async (host: string) => (await dns.lookup(host, { all: true })).map(({ address }) => address)

/**
 * Parses a URL.
 * @throws OutgoingRefused, permanent, for what can never be reached: another scheme, a password in the address, no host
 */
function readUrl(text: string): URL {
  if (!URL.canParse(text)) throw new OutgoingRefused(true, 'the address is not a URL')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new OutgoingRefused(true, `${url.protocol} is not possible here`)
  if (url.username || url.password) throw new OutgoingRefused(true, 'the address holds a password')
  return url
}

/**
 * Whether requests to this URL are allowed; true for a name that cannot be resolved now, since it may be resolved
 * later.
 */
export async function isReachAllowed(settings: OutgoingSettings, url: string): Promise<boolean> {
  try {
    await openResolver(settings)(readUrl(url).hostname.replace(/^\[|\]$/g, ''))
    return true
  } catch (error) {
    if (error instanceof OutgoingRefused) return !error.permanent
    throw error
  }
}

/**
 * Returns a function that resolves a host to the addresses that may be reached.
 * @throws OutgoingRefused, permanent, when none of them may be reached; "not now" when the name cannot be resolved
 */
function openResolver(settings: OutgoingSettings, resolve = systemResolve) {
  const allowance = readAllowance(settings.OUTGOING_ALLOW)
  return async (host: string): Promise<string[]> => {
    let found: string[]
    try {
      found = isIP(host) ? [host] : await resolve(host)
    } catch (error) {
      throw new OutgoingRefused(false, `${host} cannot be resolved: ${(error as Error).message}`)
    }
    if (allowance.host(host)) return found
    const reachable = found.filter((address) => isPublicAddress(address) || allowance.address(address))
    if (reachable.length === 0) throw new OutgoingRefused(true, `${host} is not an address of the public internet`)
    return reachable
  }
}

/**
 * Returns the host without brackets; the URL parser has already normalised `0177.1`, `2130706433` and
 * `[::ffff:7f00:1]`.
 */
const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

/** Answers a socket's DNS lookup with addresses that were checked. */
function answerLookup(addresses: readonly string[], all: boolean | undefined, done: Parameters<LookupFunction>[2]) {
  const checked = addresses.map((address) => ({ address, family: isIP(address) }))
  if (all) done(null, checked)
  else done(null, checked[0]!.address, checked[0]!.family)
}

/**
 * Guards a library that makes its own requests: call `check` first, and give it the agent, which resolves and checks
 * every host again that it connects to.
 */
export function openGuard(settings: OutgoingSettings): { agent: https.Agent; check(url: string): Promise<void> } {
  const addressesOf = openResolver(settings)
  const lookup: LookupFunction = (host, { all }, done) => {
    addressesOf(host).then(
      (addresses) => answerLookup(addresses, all, done),
      (error: Error) => done(error, ''),
    )
  }
  return {
    agent: new https.Agent({ lookup }),
    check: async (url) => void (await addressesOf(hostOf(readUrl(url)))),
  }
}

/**
 * Returns a function that makes one request and reads the beginning of its answer. The name is resolved once, every
 * address is checked, and the connection goes to a checked address, so that DNS rebinding has no effect. Redirects are
 * not followed but returned.
 * @throws OutgoingRefused when the request is not allowed, fails or times out
 * @param settings.OUTGOING_ALLOW host names and networks that may be reached although they are private
 */
export function openOutgoing(settings: OutgoingSettings, options: OutgoingOptions = {}): Outgoing {
  const { timeoutMs = defaultTimeoutMs, resolve } = options
  const addressesOf = openResolver(settings, resolve)

  return async ({ url: text, method = 'POST', headers, body, secrets = [] }) => {
    const url = readUrl(text)
    const redact = (summary: string) => withoutSecrets(summary, [...secretsOfUrl(text), ...secrets])
    const signal = AbortSignal.timeout(timeoutMs)
    const timedOut = () => new OutgoingRefused(false, `no answer within ${timeoutMs} ms`, { mayHaveArrived: true })
    const tooLong = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(timedOut()))
    })
    const addresses = await Promise.race([addressesOf(hostOf(url)), tooLong])
    const lookup: LookupFunction = (_host, { all }, done) => answerLookup(addresses, all, done)
    const answered = new Promise<OutgoingAnswer>((resolveAnswer, reject) => {
      const fail = (error: Error) => reject(signal.aborted ? timedOut() : failure(error))
      const request = (url.protocol === 'https:' ? https : http).request(
        url,
        {
          method,
          // No connection pool: a pooled connection may lead to an address that was allowed for another name.
          agent: false,
          lookup,
          signal,
          headers: {
            'user-agent': 'Nightdesk',
            ...headers,
            ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          },
        },
        (response) => {
          const parts: Buffer[] = []
          let size = 0
          const finish = () =>
            resolveAnswer({
              status: response.statusCode ?? 0,
              headers: response.headers.location
                ? { ...response.headers, location: redact(response.headers.location) }
                : response.headers,
              body: redact(Buffer.concat(parts).subarray(0, maxBytes).toString('utf8')),
            })
          response.on('data', (part: Buffer) => {
            parts.push(part)
            size += part.length
            if (size < maxBytes) return
            finish()
            request.destroy()
          })
          response.on('end', finish)
          response.on('error', fail)
        },
      )
      request.on('error', fail)
      request.end(body)
    })
    return Promise.race([answered, tooLong])
  }
}

/** Error codes of failures before anything was sent. */
const unconnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ERR_TLS|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/

/**
 * Converts an error of the request: a failed connection or an invalid certificate is "not now" (SEMANTICS §3), since a
 * retry may succeed; a request with invalid characters is permanent.
 */
function failure(error: Error): OutgoingRefused {
  const { code = '' } = error as NodeJS.ErrnoException
  return new OutgoingRefused(code === 'ERR_INVALID_CHAR', code ? `${code} ${error.message}` : error.message, {
    mayHaveArrived: !unconnected.test(code) && code !== 'ERR_INVALID_CHAR',
  })
}

/**
 * Whether a status means "not now" (SEMANTICS §3): 408, 425, 429 and 5xx. Every other status except 2xx is permanent.
 */
export const isTemporaryFailure = (status: number) =>
  status >= 500 || status === 408 || status === 425 || status === 429

/**
 * Returns how long a `Retry-After` header asks to wait, in milliseconds. The header is in seconds, or an HTTP date that
 * is compared with `now`, the time on the other side's clock. Null when it is missing or cannot be parsed.
 */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (!header) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim()) * 1_000
  const aheadMs = Date.parse(header) - now.getTime()
  return Number.isNaN(aheadMs) ? null : Math.max(0, aheadMs)
}

/**
 * Returns status and beginning of the body of a 2xx answer.
 * @throws OutgoingRefused "not now" for 408, 425, 429 and 5xx; permanent for every other status, redirects included
 */
export function requireSuccess(answer: OutgoingAnswer): string {
  const { status, body, headers } = answer
  const summary = `${status} ${body.slice(0, 200)}`.trim()
  if (status >= 200 && status < 300) return summary
  if (status >= 300 && status < 400)
    throw new OutgoingRefused(true, `${status} redirects are not followed (${headers.location ?? 'nowhere'})`)
  throw new OutgoingRefused(!isTemporaryFailure(status), summary, {
    mayHaveArrived: true,
    retryAfterMs: retryAfterMs(headers['retry-after'], new Date(headers.date ?? '')),
  })
}
