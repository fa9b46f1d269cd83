import superjson, { type SuperJSONResult } from 'superjson'

/**
 * Writes an input as the server reads it (server/infra/input/input-transformer.ts): dates and undefined are annotated, and a
 * value that occurs twice is written twice, because the server follows no references.
 */
export function writeInput(value: unknown): SuperJSONResult {
  const { json, meta } = superjson.serialize(value)
  if (!meta?.values) return { json }
  return { json, meta: { values: meta.values, v: meta.v } }
}

/** For every link to the procedures; what the server answers may use all of superjson. */
export const transformer = {
  input: { serialize: writeInput, deserialize: superjson.deserialize },
  output: superjson,
}
