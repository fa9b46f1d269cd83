/** What reading fails with beyond the limit. */
export class BodyTooLarge extends Error {}

/**
 * A request whose body is read to a limit and no further, whatever its sender says of its length; null when it says
 * itself that there is more. Beyond the limit reading it fails with `BodyTooLarge`.
 */
export function boundedRequest(request: Request, mostBytes: number): Request | null {
  const said = request.headers.get('content-length')
  if (said !== null) return Number(said) <= mostBytes ? request : null
  if (!request.body) return request
  let bytes = 0
  const body = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength
        if (bytes > mostBytes) controller.error(new BodyTooLarge())
        else controller.enqueue(chunk)
      },
    }),
  )
  return new Request(request, { body, duplex: 'half' } as RequestInit)
}
