import { env } from '@/server/infra/env'

/** An absolute link for a mail. From PUBLIC_URL, never from a request's Host header. */
export const publicLink = (path: string) => new URL(path, env().PUBLIC_URL).toString()
