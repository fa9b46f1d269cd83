import { z } from 'zod'

const optionalUrl = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .pipe(z.url().optional())
  .optional()
const optionalText = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional()
const optionalPort = z.coerce.number().int().min(1).max(65535).optional()

/** Every environment variable that web and workers read. `.env.example` lists the same names; a test compares them. */
export const envSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** PostgreSQL; `npm start` fills it in with the embedded one when it is absent. */
  DATABASE_URL: z.string().min(1),
  /**
   * The same database without a pooler in between, for when DATABASE_URL leads to one: LISTEN, queue and migrations.
   */
  DATABASE_DIRECT_URL: optionalText,
  /** Redis for BullMQ; PostgreSQL carries the queue when absent. */
  REDIS_URL: optionalUrl,
  /** smtp:// or smtps:// URL of the server that sends mail; when absent, mail stays in the outbox. */
  SMTP_URL: optionalUrl,
  /**
   * Base URL of links in mails and notifications. Paths are appended, so it ends without a slash: Twilio signs the
   * exact URL that it was given. Never taken from the Host header.
   */
  PUBLIC_URL: z
    .url()
    .default('http://localhost:3000')
    .transform((url) => url.replace(/\/+$/, '')),
  /** Further host names under which browsers use this installation, separated by commas (scripts/start/hosts.mjs). */
  ALLOWED_HOSTS: optionalText,
  /** `on` when every request comes through a proxy that sets X-Forwarded-For; rate limits then use that address. */
  TRUST_PROXY: z.enum(['on', 'off']).default('off'),
  /** Folder of attachments and secrets. */
  NIGHTDESK_DATA: z.string().default('.data'),
  SESSION_SECRET: z.string().min(16),
  LINK_SECRET: z.string().min(16),
  VAPID_PUBLIC_KEY: optionalText,
  VAPID_PRIVATE_KEY: optionalText,
  MAIL_FROM: z.string().default('Nightdesk <support@nightdesk.localhost>'),
  /**
   * SMTP port on which the worker answers replies to mails with a bounce that has the ticket's link; off when absent.
   */
  MAIL_BOUNCE_PORT: optionalPort,
  /** Domain of the reply addresses that lead to that port. */
  MAIL_REPLY_DOMAIN: optionalText,
  /** URL that every complete sweep requests with GET, for an external dead man's switch. */
  HEARTBEAT_URL: optionalUrl,
  /** Bearer token for reading /api/metrics from another machine; without it only this machine may read them. */
  METRICS_TOKEN: optionalText,
  /** Hosts and networks that webhooks may reach although they are private: `hooks.internal, 10.20.0.0/16`. */
  OUTGOING_ALLOW: optionalText,
  /** SMS and voice by Twilio's API; off without account, token and number. */
  TWILIO_URL: z.url().default('https://api.twilio.com'),
  TWILIO_ACCOUNT_SID: optionalText,
  TWILIO_AUTH_TOKEN: optionalText,
  /** The number that SMS and calls come from, as +15551234567. */
  TWILIO_FROM: optionalText,
  OIDC_ISSUER: optionalUrl,
  OIDC_CLIENT_ID: optionalText,
  OIDC_CLIENT_SECRET: optionalText,
  OIDC_NAME: z.string().default('Single sign-on'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** `on` while the demo accounts exist, so that the sign-in page may show them. */
  NIGHTDESK_DEMO: z.enum(['on', 'off']).default('off'),
  /** `off` enqueues no jobs and leaves all due work to the sweep; for tests and emergencies. */
  NIGHTDESK_QUEUE: z.enum(['on', 'off']).default('on'),
})
export type Env = z.infer<typeof envSchema>

let parsed: Env | undefined

/**
 * The process's environment, parsed once.
 * @throws Error naming each variable that is missing or wrong.
 */
export function env(): Env {
  if (parsed) return parsed
  const result = envSchema.safeParse(process.env)
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The environment is invalid:\n${lines.join('\n')}`)
  }
  parsed = result.data
  return parsed
}
