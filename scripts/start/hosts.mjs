// Decides under which host names this installation accepts writes. Another site may let its own name resolve to this
// machine (DNS rebinding); its requests then look as if they came from our own pages, under that name.
import { isIP } from 'node:net'
import os from 'node:os'

/**
 * Returns the host name of a Host header or a URL, without the port; null when it is invalid.
 * @param {string | undefined} host
 * @returns {string | null}
 */
function nameOf(host) {
  if (!host) return null
  try {
    return new URL(`http://${host}`).hostname.replace(/\.$/, '')
  } catch {
    return null
  }
}

/**
 * Returns a predicate for Host headers. Allowed are the host of PUBLIC_URL, this machine's own names, the names of
 * ALLOWED_HOSTS, and names that an outsider cannot make resolve to this machine: IP addresses, `localhost`, and names
 * without a dot, such as those of containers.
 * @param {{ publicUrl: string, more?: string, hostname?: string }} settings `more`: names separated by commas
 * @returns {(host: string | undefined) => boolean}
 */
export function allowedHosts({ publicUrl, more = '', hostname = os.hostname() }) {
  const listed = new Set(
    [new URL(publicUrl).host, hostname, ...more.split(',').map((name) => name.trim())].flatMap(
      (host) => nameOf(host) ?? [],
    ),
  )
  return (host) => {
    const name = nameOf(host)
    if (name === null) return false
    if (listed.has(name) || !name.includes('.') || name.endsWith('.localhost')) return true
    return isIP(name.replace(/^\[|\]$/g, '')) !== 0
  }
}
