/**
 * The kinds of secrets that are masked, and the word that stands in the text instead. The words are the same in every
 * language, because they become part of the record. Explanations: messages/<locale>/common.json, `secrets.rules`.
 */
export const secretWords = {
  private_key: 'private key',
  app_certificate: 'app certificate',
  rtc_token: 'RTC token',
  jwt: 'JWT',
  authorization: 'authorization',
  cookie: 'cookie',
  cloud_key: 'cloud key',
  url_password: 'password in URL',
  media_key: 'media key',
  password: 'password',
  secret: 'secret',
  token: 'token',
} as const
export type SecretRuleId = keyof typeof secretWords

/** How many finds of one form a writer can declare to be no secrets. */
export const maxKeptFinds = 200

/** Length of the digest by which a writer refers to a find, in hex digits. */
export const keptDigits = 32
