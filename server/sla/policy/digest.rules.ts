import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'

/**
 * Returns the SHA-256 of a plain value's RFC 8785 canonical JSON, lower-case hex. Used for policy definitions, whose
 * digest the `filed` event records, and for the ledger's hash chain (SEMANTICS §4). Also runs in a browser.
 */
export function digestOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize(value) ?? 'null')))
}
