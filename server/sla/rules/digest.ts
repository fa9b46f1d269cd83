import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import type { PolicyDefinition } from '../schema'

/** What a ticket's `filed` event names as its promises: SHA-256 of the definition's canonical JSON, hex (SEMANTICS §4). */
export function digestOfPolicy(definition: PolicyDefinition): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize(definition) ?? 'null')))
}
