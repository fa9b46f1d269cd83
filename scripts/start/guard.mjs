// Runs in front of Next in the web process, in production and in development: checks that apply to every route.
import { requestIdOf, runAs } from '../../server/infra/activity.mjs'
import { maxBodyBytes } from '../../server/infra/input/body-bounds.mjs'
import { secureHeaders } from './headers.mjs'
import { allowedHosts } from './hosts.mjs'

/** Time-outs for receiving a body; longer for files, because 25 MB may come over a slow line. */
const bodyTimeoutMs = { files: 300_000, others: 30_000 }
const writing = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Paths that are authorised by a secret in the URL or a signature, and not by a cookie: another site gains nothing by
 * calling them, and acknowledging from the web view of a mail or chat program must work.
 */
const withoutCookies = ['/p/', '/api/twilio/']

/** Paths that accept writes, including those of the development server. */
const acceptsWrites = /^\/(api|p|_next|__nextjs)/

/**
 * Returns the path of a request's URL; null when it cannot be decoded, or names another host.
 * @param {string} address
 * @returns {string | null}
 */
export function pathOf(address) {
  const path = address.split(/[?#]/, 1)[0] ?? ''
  if (!path.startsWith('/')) return null
  try {
    return decodeURIComponent(path).includes('\u0000') ? null : path
  } catch {
    return null
  }
}

/**
 * Returns the status with which a request is refused by its head alone; null when it may continue.
 * @param {{ method?: string, url?: string, headers: import('node:http').IncomingHttpHeaders }} request
 * @param {string} publicOrigin origin of PUBLIC_URL
 * @param {(host: string | undefined) => boolean} isAllowedHost whether a write may come from a page of this host
 * @returns {number | null} HTTP status
 */
export function refusalOf(
  { method = '', url = '', headers },
  publicOrigin,
  isAllowedHost = allowedHosts({ publicUrl: publicOrigin }),
) {
  const path = pathOf(url)
  // A NUL byte, even in the query, would reach code that cannot handle it: redirects and the database.
  if (path === null || /%00/.test(url)) return 400
  const isWrite = writing.has(method)
  if (!isWrite && !reading.has(method)) return 405
  const length = headers['content-length']
  const hasBody = headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
  if (!isWrite && hasBody) return 400
  // Open to this machine without a token, and so also to a web page by DNS rebinding: check the host.
  if (path === '/api/metrics' && !headers.authorization && !isAllowedHost(headers.host)) return 403
  if (!isWrite) return null
  // Pages accept no forms, except server actions.
  if (!acceptsWrites.test(path) && headers['next-action'] === undefined) return 405
  if (!isSameSite(path, headers, publicOrigin, isAllowedHost)) return 403
  if (path.startsWith('/api/auth/')) {
    if (path.startsWith('/api/auth/_log')) return 404
    // Our own pages send forms only; next-auth would answer malformed JSON with 500.
    if (hasBody && !/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) return 415
  }
  if (length !== undefined && !(Number(length) <= maxBodyBytes(path))) return 413
  return null
}

/**
 * Tells whether a write comes from our own pages, according to the browser's headers. Other clients do not send these
 * headers and have no cookies to misuse.
 * @param {string} path
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @param {string} publicOrigin
 * @param {(host: string | undefined) => boolean} isAllowedHost
 */
function isSameSite(path, headers, publicOrigin, isAllowedHost) {
  if (withoutCookies.some((prefix) => path.startsWith(prefix))) return true
  const { origin } = headers
  const fetchSite = headers['sec-fetch-site']
  if (origin === undefined)
    return (
      fetchSite === undefined || (fetchSite === 'same-origin' && isAllowedHost(headers.host)) || fetchSite === 'none'
    )
  if (origin === publicOrigin) return true
  // The same installation under another allowed name: a page may call the host that it came from.
  try {
    return new URL(origin).host === headers.host && isAllowedHost(headers.host)
  } catch {
    return false
  }
}

/**
 * Sends an error response and closes the connection, because the unread body would block the next request.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 */
function refuse(request, response, status) {
  if (response.headersSent) return request.destroy()
  response.writeHead(status, {
    'content-length': '0',
    'cache-control': 'no-store',
    connection: 'close',
  })
  response.end(() => request.destroy())
}

/**
 * Counts a body as it arrives and cuts it off beyond its size limit or time-out, regardless of its Content-Length. It
 * is counted in `push`, which Node's parser calls for every chunk, so that reading the body is not affected.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {number} maxBytes
 * @param {number} timeoutMs
 */
function boundBody(request, response, maxBytes, timeoutMs) {
  let bytes = 0
  let over = false
  const push = request.push.bind(request)
  /** @param {number} status */
  const cut = (status) => {
    if (over) return
    over = true
    clearTimeout(timer)
    refuse(request, response, status)
  }
  const timer = setTimeout(() => cut(408), timeoutMs)
  timer.unref()
  request.push = (part, encoding) => {
    if (over) return true
    if (part === null) {
      clearTimeout(timer)
      return push(part, encoding)
    }
    bytes += part.length
    if (bytes <= maxBytes) return push(part, encoding)
    cut(413)
    return true
  }
  request.once('close', () => clearTimeout(timer))
}

/** Returns the path to return to after signing in, without the parameters that Next adds for partial loads. */
function returnPathOf(address = '/') {
  const [path, query = ''] = address.split('?')
  const rest = query
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('_rsc='))
    .join('&')
  return rest ? `${path}?${rest}` : path
}

const maxHostsLogged = 20

/**
 * Returns a function that logs once per host that writes from its pages are refused, and which setting allows them, so
 * that an operator who uses another host name sees why nobody can sign in.
 * @param {(host: string | undefined) => boolean} isAllowedHost
 * @returns {(headers: import('node:http').IncomingHttpHeaders) => void}
 */
function hostRefusalLogger(isAllowedHost) {
  const logged = new Set()
  return ({ host, origin }) => {
    if (host === undefined || origin === undefined || isAllowedHost(host)) return
    if (logged.has(host) || logged.size >= maxHostsLogged || !origin.endsWith(`//${host}`)) return
    logged.add(host)
    console.error(
      `Refused a write from a page at ${JSON.stringify(host)}: not in PUBLIC_URL, and not in ALLOWED_HOSTS.`,
    )
  }
}

/**
 * @param {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => unknown}
 * handle   handles the requests that may continue
 * @param {{ publicUrl: string, allowedHosts?: string, dev?: boolean }} settings
 *   `allowedHosts`: further names of this installation, separated by commas
 */
export function guarded(handle, { publicUrl, allowedHosts: more, dev = false }) {
  const { origin: publicOrigin, protocol } = new URL(publicUrl)
  const isAllowedHost = allowedHosts({ publicUrl, more })
  const logRefusedHost = hostRefusalLogger(isAllowedHost)
  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  return (request, response) => {
    const path = pathOf(request.url ?? '/') ?? '/'
    const requestId = requestIdOf(request.headers['x-request-id'])
    request.headers['x-request-id'] = requestId
    response.setHeader('x-request-id', requestId)
    secureHeaders(request, response, path, { dev, https: protocol === 'https:' })
    const status = refusalOf(request, publicOrigin, isAllowedHost)
    if (status === 403) logRefusedHost(request.headers)
    if (status !== null) return refuse(request, response, status)
    if (writing.has(request.method ?? '')) {
      const timeoutMs = path === '/api/files' ? bodyTimeoutMs.files : bodyTimeoutMs.others
      boundBody(request, response, maxBodyBytes(path), timeoutMs)
    }
    // Overwrites the header, because any caller may send it (server/accounts/rules.ts).
    request.headers['x-nightdesk-peer'] = request.socket.remoteAddress ?? ''
    request.headers['x-nightdesk-path'] = returnPathOf(request.url)
    Promise.resolve(runAs({ requestId }, () => handle(request, response))).catch((error) => {
      // Reading a body that was cut off fails; its sender already has the response.
      if (response.headersSent) return
      console.error(`request ${requestId}:`, error)
      refuse(request, response, 500)
    })
  }
}
