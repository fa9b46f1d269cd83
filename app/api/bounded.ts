/** Thrown while reading a body that exceeds the limit. */
export class BodyTooLarge extends Error {}

/**
 * Limits the size of a request's body; returns null when its Content-Length exceeds the limit. A body without a
 * Content-Length is counted while it is read, which fails with `BodyTooLarge` beyond the limit.
 */
export function boundedRequest(request: Request, maxBytes: number): Request | null {
  const contentLength = request.headers.get('content-length')
  if (contentLength !== null) return Number(contentLength) <= maxBytes ? request : null
  if (!request.body) return request
  let bytes = 0
  const body = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength
        if (bytes > maxBytes) controller.error(new BodyTooLarge())
        else controller.enqueue(chunk)
      },
    }),
  )
  return new Request(request, { body, duplex: 'half' } as RequestInit)
}
