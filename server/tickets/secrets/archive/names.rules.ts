import { toOneLine } from '@/server/vocabulary/text'

/** Longest name that a file of a new archive gets; of a longer one its end, where the extension is. */
const maxNameLength = 1_000

/** Whether a name would write outside the folder where the archive is unpacked. */
export const leavesFolder = (name: string): boolean =>
  /^[/\\]|^[A-Za-z]:/.test(name) || name.split(/[/\\]/).includes('..')

/** Returns a name that stays inside the folder where the archive is unpacked. */
export function safeEntryName(name: string): string {
  const parts = name
    .slice(-maxNameLength)
    .replaceAll('\\', '/')
    .replace(/^[A-Za-z]:/, '')
    .split('/')
    .map(toOneLine)
    .filter((part) => part !== '' && !/^\.+$/.test(part))
  return parts.join('/') || 'file'
}

const decodersOfNames = ['utf-8', 'gb18030'].map((encoding) => new TextDecoder(encoding, { fatal: true }))

/**
 * Returns the name of a file whose header does not say that it is UTF-8: Windows writes the encoding of its language
 * there, in China GB18030.
 * @param bytes one character for each byte; stays as it is when it is in neither encoding
 */
export function decodeEntryName(bytes: string): string {
  if (!/^[\0-\u00ff]*[\u0080-\u00ff][\0-\u00ff]*$/.test(bytes)) return bytes
  for (const decoder of decodersOfNames)
    try {
      return decoder.decode(Uint8Array.from(bytes, (unit) => unit.charCodeAt(0)))
    } catch {
      // The next encoding may fit.
    }
  return bytes
}

/** Gives every file of an archive a name of its own. */
export class EntryNames {
  private readonly taken = new Set<string>()
  /** The number that the next file of a name gets. */
  private readonly next = new Map<string, number>()

  /** Returns the name, with a number before its extension when another file has it. */
  add(name: string): string {
    let free = name
    let number = this.next.get(name) ?? 2
    for (; this.taken.has(free); number += 1) free = name.replace(/(\.[^./]*)?$/, `-${number}$1`)
    this.next.set(name, number)
    this.taken.add(free)
    return free
  }
}
