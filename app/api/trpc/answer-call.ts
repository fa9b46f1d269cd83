import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { contextOf } from '@/app/_server/context'
import { maxBatchSize } from '@/app/_trpc/large-inputs'
import { maxBodyBytes } from '@/server/infra/input/body-bounds.mjs'
import { parseBoundedJson } from '@/server/infra/input/bounded-json'
import { appRouter } from '@/server/api/root'
import { retryAfterOf } from '@/server/api/procedures'
import { boundedRequest } from '../bounded'

const isJson = (request: Request) => /^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')

/** Answers a call of a procedure. @param context creates its context, by default from the request */
export function answerCall(request: Request, context = () => contextOf(request.headers)) {
  // No procedure accepts a form or a stream.
  if (request.method === 'POST' && !isJson(request)) return new Response(null, { status: 415 })
  const bounded = boundedRequest(request, maxBodyBytes(new URL(request.url).pathname))
  if (!bounded) return new Response(null, { status: 413 })
  // The body is parsed only after the right was checked, and only within its bounds.
  Object.defineProperty(bounded, 'json', { value: async () => parseBoundedJson(await bounded.text()) })
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: bounded,
    router: appRouter,
    maxBatchSize,
    createContext: context,
    responseMeta: ({ type, errors }) => {
      const seconds = retryAfterOf(errors)
      return {
        headers: {
          // The response of a mutation has a few bytes, so compression (prevented by no-transform) does not pay off.
          'cache-control': type === 'mutation' ? 'private, no-store, no-transform' : 'private, no-store',
          ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
        },
      }
    },
  })
}
