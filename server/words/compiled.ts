import compile from 'icu-minify/compile'
import formatMessage from 'use-intl/format-message'

export interface MessageTree {
  [name: string]: string | MessageTree
}

/** Returns messages in compiled form, which a formatter without a parser takes. */
export const compileMessages = (messages: MessageTree): MessageTree =>
  Object.fromEntries(
    Object.entries(messages).map(([name, message]) => [
      name,
      // The library's types know only messages as they are written.
      typeof message === 'string' ? (compile(message) as string) : compileMessages(message),
    ]),
  )

/**
 * Returns messages in the form that this process formats. The pages' bundle has a formatter without a parser
 * (next.config.ts), so that no browser loads one and no page parses anything; it takes compiled messages only. Elsewhere
 * the formatter takes them as they are written.
 */
export const forFormatter = <T extends MessageTree>(messages: T): T =>
  formatMessage.raw ? messages : (compileMessages(messages) as T)
