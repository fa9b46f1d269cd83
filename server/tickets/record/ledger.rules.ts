import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import { digestOf } from '@/server/sla/policy/digest.rules'

/**
 * Hash chain of the ledger (SEMANTICS §4): envelopes in RFC 8785 canonical JSON, each with the hash of its predecessor.
 * Pure and safe in a browser, where customers verify exports with the same code.
 */
export const ledgerVersion = 1
/** `previousHash` of the first event of a chain. */
export const genesisHash = '0'.repeat(64)

export type ChainName = 'public' | 'staff'

export interface Envelope {
  version: number
  ticket: string
  chain: ChainName
  seq: number
  /** ISO 8601 UTC with milliseconds. */
  at: string
  type: string
  actor: { kind: 'customer' | 'staff' | 'system'; id: string | null }
  facts: Record<string, unknown>
  contentDigest: string | null
  previousHash: string
}

export function hashEnvelope(envelope: Envelope): string {
  return digestOf(envelope)
}

/** Returns SHA-256(salt ‖ content). The salt prevents guessing a short content from its digest. */
export function digestContent(salt: Uint8Array, content: string): string {
  return bytesToHex(sha256(concatBytes(salt, utf8ToBytes(content))))
}

/** Facts of a file that its digest in the ledger covers. */
export interface FileFacts {
  name: string
  type: string
  /** Bytes. */
  size: number
  /** SHA-256 of the content, lower-case hex. */
  sha256: string
}

/**
 * Returns SHA-256(salt ‖ canonical JSON of a file's facts), as stored in the entry's facts. When file and salt are
 * erased, the chain stays valid and the file's facts cannot be guessed from the digest.
 */
export function digestFile(salt: Uint8Array, { name, type, size, sha256: of }: FileFacts): string {
  return digestContent(salt, canonicalize({ name, type, size, sha256: of })!)
}

export interface ChainHead {
  seq: number
  hash: string
}

export interface EventDraft {
  type: string
  actor: Envelope['actor']
  facts: Record<string, unknown>
  /** Text that a person wrote, with 32 random bytes from the caller; null when the event has no text. */
  content: { salt: Uint8Array; body: string } | null
}

export interface ChainedEvent extends EventDraft {
  chain: ChainName
  seq: number
  atMs: number
  contentDigest: string | null
  previousHash: string
  hash: string
}

/**
 * Appends drafts to a chain's head, all at one instant (epoch milliseconds, UTC). The caller holds the ticket's row
 * lock, so that `head` is current.
 */
export function chainEvents(
  ticket: string,
  chain: ChainName,
  head: ChainHead,
  atMs: number,
  drafts: EventDraft[],
): ChainedEvent[] {
  let { seq, hash } = head
  return drafts.map((draft) => {
    seq += 1
    const previousHash = seq === 1 ? genesisHash : hash
    const contentDigest = draft.content ? digestContent(draft.content.salt, draft.content.body) : null
    hash = hashEnvelope({
      version: ledgerVersion,
      ticket,
      chain,
      seq,
      at: new Date(atMs).toISOString(),
      type: draft.type,
      actor: draft.actor,
      facts: draft.facts,
      contentDigest,
      previousHash,
    })
    return { ...draft, chain, seq, atMs, contentDigest, previousHash, hash }
  })
}
