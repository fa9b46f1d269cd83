import { env } from '@/server/infra/env'

/** Returns an absolute link for a mail, based on PUBLIC_URL and never on a request's Host header. */
export const publicLink = (path: string) => new URL(path, env().PUBLIC_URL).toString()
