import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import { digestOf } from '@/server/sla/policy/digest.rules'

/**
 * The ledger's arithmetic (SEMANTICS §4): envelopes in RFC 8785 canonical JSON, each carrying the hash of the one
 * before. Pure and safe in a browser, where the customer verifies with the same lines.
 */
export const ledgerVersion = 1
/** What the first event of a chain names as its predecessor. */
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

/** SHA-256(salt ‖ content): without the salt nobody can guess a short content from its digest. */
export function digestContent(salt: Uint8Array, content: string): string {
  return bytesToHex(sha256(concatBytes(salt, utf8ToBytes(content))))
}

/** What of a file is in the ledger. */
export interface FileFacts {
  name: string
  type: string
  /** Bytes. */
  size: number
  /** Of the content, lower-case hex. */
  sha256: string
}

/**
 * SHA-256(salt ‖ canonical JSON of a file's facts), as an entry's facts name it: erased with its salt, the file leaves
 * the chain whole and cannot be guessed.
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
  /** The person's words, with 32 random bytes handed in; null when the event has none. */
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
 * Links drafts to a chain's head, all at one instant (UTC, epoch milliseconds).
 * @throws never; the caller holds the ticket's row lock, so the head is the head.
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
