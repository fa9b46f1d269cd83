import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

/** Tells whether the server refused. A refusal is final: only a lost connection is worth a retry. */
const isRefusal = (error: unknown) =>
  typeof error === 'object' && error !== null && 'data' in error && error.data !== undefined && error.data !== null

/**
 * Opens the sign-in page, which leads back, when the session ended while its page was open. Forms keep their drafts.
 */
function leaveWhenSignedOut(error: unknown): void {
  if (typeof window === 'undefined' || !isRefusal(error)) return
  if ((error as { data: { code?: string } }).data.code !== 'UNAUTHORIZED') return
  const { pathname, search } = window.location
  window.location.assign(`/signin?next=${encodeURIComponent(pathname + search)}`)
}

/** Creates a query client: one per browser tab, one per request on the server. */
export const makeQueryClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      // While offline, a request fails visibly instead of being paused and sent later.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 20_000,
        // No retries on the server: no connection can be lost there, and a retry would delay the page.
        retry: (count, error) => typeof window !== 'undefined' && count < 2 && !isRefusal(error),
      },
      // Results are not serialised first: React passes dates from server components to the browser as they are.
      dehydrate: {
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
    },
  })
