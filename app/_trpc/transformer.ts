import superjson, { type SuperJSONResult } from 'superjson'

/**
 * Serialises an input in the format that the server accepts (server/infra/input/input-transformer.ts): dates and
 * undefined are annotated, and a value that occurs twice is written twice, because the server refuses references.
 */
export function writeInput(value: unknown): SuperJSONResult {
  const { json, meta } = superjson.serialize(value)
  if (!meta?.values) return { json }
  return { json, meta: { values: meta.values, v: meta.v } }
}

/** The transformer of every tRPC link; the server's responses may use all of superjson. */
export const transformer = {
  input: { serialize: writeInput, deserialize: superjson.deserialize },
  output: superjson,
}
