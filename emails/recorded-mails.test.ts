import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { mails } from '@/emails/registry'
import { renderMail } from '@/server/integrations/mail/render'
import { mailSamples } from '@/tests/support/mail-samples'

const folder = path.resolve(import.meta.dirname, '../tests/recorded-mails')
const readers = [
  { locale: 'en', timeZone: 'Europe/Berlin' },
  { locale: 'zh-CN', timeZone: 'Asia/Shanghai' },
] as const
const cases = Object.entries(mailSamples).flatMap(([template, samples]) =>
  readers.map((reader) => ({ template, samples, reader, locale: reader.locale })),
)

/**
 * Snapshots of each sample's subject, text and HTML. Delete a file and run this test to record it again; the diff of
 * the commit then shows what readers will see.
 */
describe('every mail', () => {
  it.each(cases)('$template in $locale equals its recorded text', async ({ template, samples, reader }) => {
    const written = await Promise.all(
      Object.entries(samples).map(async ([name, props]) => {
        const { subject, text, html } = await renderMail(template, props, reader)
        return `=== ${name}\n${subject}\n--- text\n${text}\n--- html\n${html}\n`
      }),
    )
    await expect(written.join('\n')).toMatchFileSnapshot(path.join(folder, `${template}.${reader.locale}.txt`))
  })

  it('is recorded in both languages, with no other recordings', () => {
    const expected = Object.keys(mails).flatMap((template) => readers.map(({ locale }) => `${template}.${locale}.txt`))
    expect(fs.readdirSync(folder).sort()).toEqual(expected.sort())
  })
})
