import 'server-only'
import { createCaller } from '@/server/api/root'
import { markWithRequest } from './failure'
import { currentContext } from './viewer'

/** The procedures, called from a server component with the rights of the request. */
export const caller = async () =>
  createCaller(await currentContext(), { onError: ({ error }) => markWithRequest(error) })
