import { render, toPlainText } from '@react-email/render'
import { type MailLocale, type MailTemplate, type Reader, writeMail } from '@/emails/templates'

export interface RenderedMail {
  subject: string
  html: string
  text: string
}

export const localeOf = (locale: string): MailLocale => (locale === 'zh-CN' ? 'zh-CN' : 'en')

/** Renders a mail in its reader's language and zone. @throws ZodError when the props are not the template's */
export async function renderMail(template: MailTemplate, props: unknown, reader: Reader): Promise<RenderedMail> {
  const { subject, element } = writeMail(template, props, reader)
  const html = await render(element)
  // Written a second time for the text part: what people typed stands there character for character.
  const typed = await render(writeMail(template, props, reader, 'text').element)
  return { subject, html, text: toPlainText(typed, { preserveNewlines: true, wordwrap: false }) }
}
