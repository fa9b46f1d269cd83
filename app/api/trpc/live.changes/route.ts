import { getTRPCErrorFromUnknown, getTRPCErrorShape } from '@trpc/server'
import { contextOf } from '@/app/_server/context'
import { liveStream, refusedStream, streamHeaders } from '@/server/api/live-stream'
import { appRouter, createCaller } from '@/server/api/root'
import { LiveChanges } from '@/server/tickets/live/live-changes'
import { answerCall } from '../answer-call'

export const dynamic = 'force-dynamic'

const path = 'live.changes'

/** Reads the input as tRPC's client writes it into the address; what is no input is refused by the procedure. */
function inputOf(request: Request): { stream: string } | undefined {
  const text = new URL(request.url).searchParams.get('input')
  if (text === null) return undefined
  try {
    const { json } = JSON.parse(text) as { json?: unknown }
    return json as { stream: string }
  } catch {
    return { stream: '' }
  }
}

/** The subscription `live.changes`, which needs a cheaper stream than the procedures' own route sends. */
export async function GET(request: Request): Promise<Response> {
  let ctx: Awaited<ReturnType<typeof contextOf>>
  try {
    ctx = await contextOf(request.headers)
  } catch (error) {
    // An outage is reported as for every other procedure.
    return answerCall(request, () => Promise.reject(error))
  }
  try {
    const changes = await createCaller(ctx).live.changes(inputOf(request))
    if (!(changes instanceof LiveChanges)) throw new Error('The procedure returns another stream')
    return new Response(liveStream(changes), { headers: streamHeaders })
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause)
    const shape = getTRPCErrorShape({
      config: appRouter._def._config,
      ctx,
      error,
      input: undefined,
      path,
      type: 'subscription',
    })
    return new Response(refusedStream(shape), { headers: streamHeaders })
  }
}
