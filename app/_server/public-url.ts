import 'server-only'
import { env } from '@/server/infra/env'

/** Returns this installation's base URL; links are based on it, never on the Host header. */
export const publicUrl = () => new URL(env().PUBLIC_URL)
