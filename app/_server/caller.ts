import 'server-only'
import { createCaller } from '@/server/api/root'
import { markWithRequest } from './failure'
import { currentContext } from './viewer'

/** Returns a caller of the procedures for server components, with the rights of the request. */
export const caller = async () =>
  createCaller(await currentContext(), { onError: ({ error }) => markWithRequest(error) })
