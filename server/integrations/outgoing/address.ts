import { BlockList, isIP, isIPv6 } from 'node:net'

/** Which network addresses an outgoing request may reach. */

/** IANA's special-purpose registry: none of these are hosts of the public internet. */
const privateV4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/**
 * Excluded from 2000::/3, the only allocated part of IPv6; addresses that embed an IPv4 address (6to4, Teredo)
 * included.
 */
const privateV6: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const nonPublicRanges = new BlockList()
for (const [network, bits] of privateV4) nonPublicRanges.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of privateV6) nonPublicRanges.addSubnet(network, bits, 'ipv6')
const globalV6 = new BlockList()
globalV6.addSubnet('2000::', 3, 'ipv6')

const family = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4')

/** Returns `::ffff:a.b.c.d`, in any spelling, as the IPv4 address that the system connects to; others as they are. */
function withoutIPv4Mapping(address: string): string {
  if (!isIPv6(address)) return address
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical)
  if (!mapped) return canonical
  const [high, low] = [Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** Whether an IP address is a host of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false
  const plain = withoutIPv4Mapping(address)
  if (isIPv6(plain)) return globalV6.check(plain, 'ipv6') && !nonPublicRanges.check(plain, 'ipv6')
  return !nonPublicRanges.check(plain, 'ipv4')
}

export interface Allowance {
  /** Whether every address of this host name may be reached. */
  host(name: string): boolean
  /** Whether this address may be reached although it is private. */
  address(address: string): boolean
}

/**
 * Parses the list of what may be reached besides the public internet: host names, addresses and networks
 * (`hooks.internal, 10.20.0.0/16, ::1`).
 * @throws Error naming an entry that is none of them
 */
export function readAllowance(list: string | undefined): Allowance {
  const hosts = new Set<string>()
  const networks = new BlockList()
  for (const entry of (list ?? '').split(/[\s,]+/).filter(Boolean)) {
    const [address = '', bits] = entry.split('/')
    if (isIP(address) !== 0 && (bits === undefined || /^\d{1,3}$/.test(bits))) {
      if (bits === undefined) networks.addAddress(address, family(address))
      else networks.addSubnet(address, Number(bits), family(address))
    } else if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(entry)) hosts.add(entry.toLowerCase())
    else throw new Error(`${entry} is neither a host name nor a network`)
  }
  return {
    host: (name) => hosts.has(name.toLowerCase()),
    address: (address) => {
      const plain = withoutIPv4Mapping(address)
      return networks.check(plain, family(plain))
    },
  }
}
