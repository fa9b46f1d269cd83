import dns from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Env } from '@/server/infra/env'
import { secretsOfUrl, withoutSecrets } from '@/server/infra/secrets'
import { isPublicAddress, readAllowance } from './address'

/** Requests to addresses that somebody typed in. They reach the public internet and what the operator allows. */

export interface OutgoingRequest {
  url: string
  method?: 'POST' | 'GET'
  headers?: Record<string, string>
  body?: string | Buffer
  /** What its answer must not tell again, besides the address. */
  secrets?: readonly string[]
}

export interface OutgoingAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  /** The beginning of what was answered, without the secrets of the request. */
  body: string
}

export interface RefusalDetail {
  /** The other side may have taken the request although it did not say so: the next one is a repeat. */
  mayHaveArrived?: boolean
  /** How long the other side asked to be left alone. */
  retryAfterMs?: number | null
}

/** The request did not go out, or nothing came back; `permanent` when trying again cannot help. */
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
  /** Names to addresses; the system's resolver unless told. */
  resolve?: (host: string) => Promise<string[]>
}

export type Outgoing = (request: OutgoingRequest) => Promise<OutgoingAnswer>

const patienceMs = 10_000
const mostBytes = 64 * 1024

const systemResolve = async (host: string) => (await dns.lookup(host, { all: true })).map(({ address }) => address)

/**
 * @throws OutgoingRefused for what can never be reached: another scheme, a password in the address, no host
 */
function readUrl(text: string): URL {
  if (!URL.canParse(text)) throw new OutgoingRefused(true, 'the address is not a URL')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new OutgoingRefused(true, `${url.protocol} is not possible here`)
  if (url.username || url.password) throw new OutgoingRefused(true, 'the address holds a password')
  return url
}

/** Whether a request to this address would be sent; a name that cannot be resolved now may be resolved later. */
export async function mayReach(settings: OutgoingSettings, url: string): Promise<boolean> {
  try {
    await openResolver(settings)(readUrl(url).hostname.replace(/^\[|\]$/g, ''))
    return true
  } catch (error) {
    if (error instanceof OutgoingRefused) return !error.permanent
    throw error
  }
}

/** The checked addresses of a URL's host. @throws OutgoingRefused when none of them may be reached */
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

/** The URL's parser has made one spelling of `0177.1`, `2130706433` and `[::ffff:7f00:1]` already. */
const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

/** Answers a socket's question with addresses that were checked. */
function answerLookup(addresses: readonly string[], all: boolean | undefined, done: Parameters<LookupFunction>[2]) {
  const checked = addresses.map((address) => ({ address, family: isIP(address) }))
  if (all) done(null, checked)
  else done(null, checked[0]!.address, checked[0]!.family)
}

/**
 * For a library that makes its own requests: `check` before it, and the agent for them, which resolves and checks again
 * whatever it connects to.
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
 * Makes one request and reads the beginning of its answer. The name is resolved once, every address is checked, and
 * the connection goes to a checked address: a name that changes its mind in between gains nothing. A redirect is an
 * answer like any other; nobody follows it.
 * @param settings.OUTGOING_ALLOW host names and networks that may be reached although they are private
 */
export function openOutgoing(settings: OutgoingSettings, options: OutgoingOptions = {}): Outgoing {
  const { timeoutMs = patienceMs, resolve } = options
  const addressesOf = openResolver(settings, resolve)

  return async ({ url: text, method = 'POST', headers, body, secrets = [] }) => {
    const url = readUrl(text)
    const unsaid = (said: string) => withoutSecrets(said, [...secretsOfUrl(text), ...secrets])
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
          // Each connection is its own: a pooled one may lead to what was allowed for another name.
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
                ? { ...response.headers, location: unsaid(response.headers.location) }
                : response.headers,
              body: unsaid(Buffer.concat(parts).subarray(0, mostBytes).toString('utf8')),
            })
          response.on('data', (part: Buffer) => {
            parts.push(part)
            size += part.length
            if (size < mostBytes) return
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

/** No connection happened before anything was sent. */
const unconnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ERR_TLS|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/

/**
 * A connection that failed may work in a minute, and a certificate is renewed (SEMANTICS §3, "not now"); a request that
 * cannot be written stays unwritable.
 */
function failure(error: Error): OutgoingRefused {
  const { code = '' } = error as NodeJS.ErrnoException
  return new OutgoingRefused(code === 'ERR_INVALID_CHAR', code ? `${code} ${error.message}` : error.message, {
    mayHaveArrived: !unconnected.test(code) && code !== 'ERR_INVALID_CHAR',
  })
}

/** Statuses that mean "not now" (SEMANTICS §3): 408, 425, 429 and 5xx. Every other one that is not 2xx is permanent. */
export const isNotNow = (status: number) => status >= 500 || status === 408 || status === 425 || status === 429

/**
 * How long a `Retry-After` header asks to wait, in milliseconds: seconds, or an HTTP date seen from `now`, the other
 * side's own clock. Null when either is missing or cannot be read.
 */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (!header) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim()) * 1_000
  const aheadMs = Date.parse(header) - now.getTime()
  return Number.isNaN(aheadMs) ? null : Math.max(0, aheadMs)
}

/**
 * What an answer of HTTP means to a sender: 2xx is taken; 408, 425, 429 and 5xx mean "not now"; every other one, a
 * redirect among them, will stay as it is.
 * @throws OutgoingRefused
 */
export function requireTaken(answer: OutgoingAnswer): string {
  const { status, body, headers } = answer
  const said = `${status} ${body.slice(0, 200)}`.trim()
  if (status >= 200 && status < 300) return said
  if (status >= 300 && status < 400)
    throw new OutgoingRefused(true, `${status} redirects are not followed (${headers.location ?? 'nowhere'})`)
  throw new OutgoingRefused(!isNotNow(status), said, {
    mayHaveArrived: true,
    retryAfterMs: retryAfterMs(headers['retry-after'], new Date(headers.date ?? '')),
  })
}
