import 'server-only'
import { env } from '@/server/infra/env'

/** Where this installation is reached; links are made from it, never from the Host header. */
export const publicUrl = () => new URL(env().PUBLIC_URL)
