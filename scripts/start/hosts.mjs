// Which names this installation answers writes under. A page of another site may make its own name lead to this machine (DNS
// rebinding); its requests then look as if they came from our own pages, under that name.
import { isIP } from 'node:net'
import os from 'node:os'

/**
 * The name in a Host header or a URL, without its port; null for what is none.
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
 * Makes the test for Host headers. Allowed are the name of PUBLIC_URL, this machine's own names, the names of ALLOWED_HOSTS,
 * and what nobody outside can make lead here: addresses in digits, `localhost`, and names without a dot, such as those that
 * containers give each other.
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
