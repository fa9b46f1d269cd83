// Headers of every response of the web process, whatever the route; used by the guard.
import { randomBytes } from 'node:crypto'

/**
 * Returns the Content-Security-Policy of a page: scripts with this response's nonce, and what those load. Inline styles
 * are allowed, because the interface library needs them. React's development build needs eval.
 * @param {string} nonce
 * @param {boolean} dev
 */
const pagePolicy = (nonce, dev) =>
  [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/** The policy of responses that are not pages: they load nothing. */
const closedPolicy = "default-src 'none'; frame-ancestors 'none'"

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-frame-options': 'DENY',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()',
}

/**
 * Prepares a response: missing headers are added when it is sent, and a route's own policy is kept. The nonce is passed
 * in a request header, because the page must add it to its scripts.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} path
 * @param {{ dev: boolean, https: boolean }} settings
 */
export function secureHeaders(request, response, path, { dev, https }) {
  const isApi = path.startsWith('/api/')
  const nonce = randomBytes(16).toString('base64')
  const policy = isApi ? closedPolicy : pagePolicy(nonce, dev)
  // Overwrites both headers, because any caller may send them.
  request.headers['x-nonce'] = nonce
  request.headers['content-security-policy'] = policy
  delete request.headers['content-security-policy-report-only']
  const writeHead = response.writeHead.bind(response)
  response.writeHead = (/** @type {any[]} */ ...args) => {
    for (const [name, value] of Object.entries(always)) response.setHeader(name, value)
    if (https) response.setHeader('strict-transport-security', 'max-age=31536000')
    if (!response.hasHeader('content-security-policy')) response.setHeader('content-security-policy', policy)
    if (isApi) {
      const kept = String(response.getHeader('cache-control') ?? '')
      const extra = kept.includes('no-transform') ? ', no-transform' : ''
      response.setHeader('cache-control', `private, no-store${extra}`)
    }
    return writeHead(.../** @type {[number]} */ (args))
  }
}
