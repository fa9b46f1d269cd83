import { type TicketExport, ticketExport } from './schema'
import type { z } from 'zod'

/**
 * Parses the text of an export strictly. JSON allows duplicate keys in an object and digits that a number cannot hold;
 * a person reading such a text would see something other than what is verified. Pure; also runs in a browser.
 */
export type ReadExport =
  | { document: TicketExport }
  | { fault: { path: string; message: string } }
  | { issues: z.ZodError<TicketExport> }

/** Nesting limit, far above an export's own six levels plus those of the policy and the facts. */
const maxLevels = 100

const token = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null)|([[\]{}:,]))/y

interface Level {
  /** Null in an array. */
  keys: Set<string> | null
  index: number
  key: string
  expectsKey: boolean
}

function pathOf(levels: readonly Level[]): string {
  return levels.reduce((path, { keys, key, index }) => {
    if (keys === null) return `${path}[${index}]`
    return path === '' ? key : `${path}.${key}`
  }, '')
}

/** Returns the first duplicate key, `__proto__` key, non-canonical number or too deep nesting of a valid JSON text. */
function findFault(text: string): { path: string; message: string } | null {
  const levels: Level[] = []
  token.lastIndex = 0
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [, string, number, , mark] = found
    const level = levels.at(-1)
    if (string !== undefined && level?.expectsKey && level.keys) {
      level.key = JSON.parse(string) as string
      level.expectsKey = false
      if (level.keys.has(level.key)) return { path: pathOf(levels), message: 'is there twice' }
      if (level.key === '__proto__') return { path: pathOf(levels), message: 'belongs in no export' }
      level.keys.add(level.key)
    } else if (number !== undefined) {
      if (JSON.stringify(Number(number)) !== number)
        return { path: pathOf(levels), message: `${number} is not how its value is written` }
    } else if (mark === '{' || mark === '[') {
      if (levels.length >= maxLevels) return { path: '', message: 'too many levels' }
      levels.push({ keys: mark === '{' ? new Set() : null, index: 0, key: '', expectsKey: mark === '{' })
    } else if (mark === '}' || mark === ']') levels.pop()
    else if (mark === ',' && level) {
      level.index += 1
      level.expectsKey = level.keys !== null
    }
  }
  return null
}

/** Parses an export; returns the document, or the fault or schema issues that make it invalid. */
export function readExport(text: string): ReadExport {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { fault: { path: '', message: 'not JSON' } }
  }
  const fault = findFault(text)
  if (fault) return { fault }
  const document = ticketExport.safeParse(json)
  return document.success ? { document: document.data } : { issues: document.error }
}
