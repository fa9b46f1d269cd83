import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { contextOf } from '@/app/_server/context'
import { boundedRequest } from '../../bounded'
import { appRouter } from '@/server/root'

export const dynamic = 'force-dynamic'

/** The longest form is a calendar file of a million characters. */
const mostBytes = 6 * 1024 * 1024

const handle = (request: Request) => {
  const bounded = boundedRequest(request, mostBytes)
  if (!bounded) return new Response(null, { status: 413 })
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: bounded,
    router: appRouter,
    createContext: () => contextOf(request.headers),
    // A mutation's answer is a few bytes: packing them costs more than sending them.
    responseMeta: ({ type }) => (type === 'mutation' ? { headers: { 'cache-control': 'no-store, no-transform' } } : {}),
  })
}
export { handle as GET, handle as POST }
