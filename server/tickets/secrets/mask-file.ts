import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Rewrite } from '@/server/integrations/storage/storage'
import { encodeText, encodingOf, TextReader } from './bytes.rules'
import { SecretMasker } from './stream.rules'

/**
 * Masks the secrets of a text file while it is stored, by the rules of texts (PRODUCT.md, T9). Other types stay as they
 * are. Works in pieces with turns of the event loop between them, so that other requests go on.
 * @param kept digests of the finds that the writer declared to be no secrets
 */
export const maskFile =
  (kept: ReadonlySet<string>): Rewrite =>
  async (file, write) => {
    const encoding = encodingOf(file.start)
    if (encoding === null) return false
    const reader = new TextReader(encoding)
    const masker = new SecretMasker(kept)
    const go = async (bytes: Uint8Array, isLast: boolean) => {
      for (const part of encodeText(masker.push(reader.read(bytes, isLast), isLast), encoding)) await write(part)
      await nextTurn()
    }
    for await (const bytes of file.read()) await go(bytes, false)
    await go(new Uint8Array(0), true)
    return masker.masked > 0
  }
