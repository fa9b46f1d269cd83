import { defaultShouldDehydrateQuery, QueryClient } from '@tanstack/react-query'
import superjson from 'superjson'

/** A refusal is an answer: only a lost connection is worth asking again. */
const isRefusal = (error: unknown) =>
  typeof error === 'object' && error !== null && 'data' in error && error.data !== undefined && error.data !== null

/** One for the browser's life, one for each request on the server. */
export const makeQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      // Offline, a request fails and says so; it does not wait in silence and go out by itself later.
      mutations: { networkMode: 'always' },
      queries: { networkMode: 'always', staleTime: 20_000, retry: (count, error) => count < 2 && !isRefusal(error) },
      dehydrate: {
        serializeData: superjson.serialize,
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  })
