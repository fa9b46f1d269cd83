import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import superjson from 'superjson'

/** A refusal is an answer: only a lost connection is worth asking again. */
const isRefusal = (error: unknown) =>
  typeof error === 'object' && error !== null && 'data' in error && error.data !== undefined && error.data !== null

/** One for the browser's life, one for each request on the server. */
/** A session that ended while its page was open: the sign-in page leads back to it. Drafts are kept by their forms. */
function leaveWhenSignedOut(error: unknown): void {
  if (typeof window === 'undefined' || !isRefusal(error)) return
  if ((error as { data: { code?: string } }).data.code !== 'UNAUTHORIZED') return
  const { pathname, search } = window.location
  window.location.assign(`/signin?next=${encodeURIComponent(pathname + search)}`)
}

export const makeQueryClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      // Offline, a request fails and says so; it does not wait in silence and go out by itself later.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 20_000,
        // On the server no connection can be lost, and an answer that waits for another attempt holds its page.
        retry: (count, error) => typeof window !== 'undefined' && count < 2 && !isRefusal(error),
      },
      dehydrate: {
        serializeData: superjson.serialize,
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  })
