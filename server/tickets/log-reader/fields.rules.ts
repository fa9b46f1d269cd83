/** Names and values of one line of a log: `key=value`, `key: value`, `"key":"value"`, and JSON lines. */
export type LogFields = [key: string, value: string][]

/** Characters of a line that are read. */
export const maxLineLength = 8_192
const maxFields = 200
const maxDepth = 4

const pair =
  /(?<![\w.])([A-Za-z][\w.-]{0,40}|(?:room|channel|user|error|sdk) (?:id|name|code|version))["']?\s{0,2}[=:]\s{0,2}["'[(]?([^\s,;"'{}[\]()|]{1,120})/gi

/** Lower case, without what separates words: `errorCode`, `error_code` and `error code` are one key. */
const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

function flatten(value: unknown, key: string, depth: number, into: LogFields): void {
  if (into.length >= maxFields) return
  if (typeof value === 'string' || typeof value === 'number') into.push([key, String(value)])
  else if (Array.isArray(value) && depth < maxDepth) for (const each of value) flatten(each, key, depth + 1, into)
  else if (typeof value === 'object' && value !== null && depth < maxDepth)
    for (const [name, each] of Object.entries(value)) flatten(each, keyOf(name), depth + 1, into)
}

/** Returns the fields of a line. A text inside JSON, such as the message of a structured log, is read as a line too. */
export function fieldsOfLine(line: string): LogFields {
  const start = line.indexOf('{')
  const fields: LogFields = []
  if (start >= 0 && line.trimEnd().endsWith('}')) {
    try {
      flatten(JSON.parse(line.slice(start)), '', 0, fields)
      const said = fields.filter(
        ([key, value]) => /^(?:msg|message|text|log|event|line|content)$/.test(key) && value.length <= maxLineLength,
      )
      for (const [, value] of said) fields.push(...pairsOf(value))
      return [...pairsOf(line.slice(0, start)), ...fields].slice(0, maxFields)
    } catch {
      // No JSON after all: read as text.
    }
  }
  return pairsOf(line)
}

function pairsOf(line: string): LogFields {
  const fields: LogFields = []
  for (const [, name, value] of line.matchAll(pair)) {
    fields.push([keyOf(name!), value!.replace(/[.:!?]+$/, '')])
    if (fields.length >= maxFields) break
  }
  return fields
}
