import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'

/**
 * SHA-256 of the RFC 8785 canonical JSON of a plain value, lower-case hex: of a policy's definition, which `filed` names
 * as the ticket's promises, and of every link of the ledger (SEMANTICS §4). Runs in a browser too.
 */
export function digestOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize(value) ?? 'null')))
}
