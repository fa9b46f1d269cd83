import { render, toPlainText } from '@react-email/render'
import { writeMail } from '@/emails/registry'
import type { Reader } from '@/server/words/times'

export interface RenderedMail {
  subject: string
  html: string
  text: string
}

/**
 * Renders a mail in its reader's language and zone, from a stored row or from props.
 * @throws Error for a template that this release does not know, ZodError when the props do not match its schema
 */
export async function renderMail(template: string, props: unknown, reader: Reader): Promise<RenderedMail> {
  const { subject, element } = writeMail(template, props, reader)
  const html = await render(element)
  // Rendered a second time for the text part, which keeps what people typed character for character.
  const typed = await render(writeMail(template, props, reader, 'text').element)
  return { subject, html, text: toPlainText(typed, { preserveNewlines: true, wordwrap: false }) }
}
