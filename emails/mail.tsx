import type { ReactElement, ReactNode } from 'react'
import type { z } from 'zod'
import { listFormat } from '@/server/vocabulary/list'
import { localeOf } from '@/server/words/language'
import { timesFor, type Reader } from '@/server/words/times'
import { translatorOf } from '@/server/words/translators'
import { MailLayout } from './layout'
import type { MailPart } from './markdown'

/** The content of a mail, as a template returns it; the frame is the same for every mail. */
export interface MailContent {
  subject: string
  /** Heading above the body; absent: the subject. */
  title?: string
  body: ReactNode
  action?: { label: string; url: string }
  footer?: string[]
}

export interface WrittenMail {
  subject: string
  element: ReactElement
}

/** The translations and formats that a template uses, in the language and zone of one reader. */
export type MailWriting = ReturnType<typeof mailWriting>

/** @param part which part is written; the text part keeps what people typed, character for character */
export function mailWriting(reader: Reader, part: MailPart) {
  const locale = localeOf(reader.locale)
  const times = timesFor(reader)
  return {
    locale,
    part,
    t: translatorOf(locale, 'mail'),
    field: translatorOf(locale, 'field'),
    health: translatorOf(locale, 'health'),
    /** @param iso ISO 8601, UTC, since props are JSON */
    when: (iso: string) => times.dated(new Date(iso)),
    list: (names: readonly string[]) => listFormat(locale).format(names),
  }
}

export interface Mail<S extends z.ZodType> {
  /** Schema of the template's props, which are JSON because they are stored before the mail is written. */
  props: S
  /**
   * Writes the mail from props as they are stored.
   * @throws ZodError when the props do not match the schema
   */
  write(stored: unknown, writing: MailWriting): WrittenMail
}

/** Declares a template: the schema of its props, and the function that returns its content. */
export function defineMail<S extends z.ZodType>(
  props: S,
  say: (data: z.output<S>, writing: MailWriting) => MailContent,
): Mail<S> {
  return {
    props,
    write(stored, writing) {
      const { subject, title = subject, body, action, footer = [] } = say(props.parse(stored), writing)
      const element = (
        <MailLayout locale={writing.locale} title={title} action={action} footer={footer}>
          {body}
        </MailLayout>
      )
      return { subject, element }
    },
  }
}
