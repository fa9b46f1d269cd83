import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { contextOf } from '@/app/_server/context'
import { appRouter } from '@/server/root'

export const dynamic = 'force-dynamic'

const handle = (request: Request) =>
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () => contextOf(request.headers),
    // A mutation's answer is a few bytes: packing them costs more than sending them.
    responseMeta: ({ type }) => (type === 'mutation' ? { headers: { 'cache-control': 'no-store, no-transform' } } : {}),
  })
export { handle as GET, handle as POST }
