import { describe, expect, it } from 'vitest'
import { renderMail } from './render'

const mailOf = (body: string) =>
  renderMail(
    'ticket-reply',
    {
      reference: 'ACME-7',
      subject: 'No sound',
      url: 'https://desk.example.com/tickets/ACME-7',
      actorName: 'Ana',
      kind: 'workaround',
      body,
      severity: 'S1',
      seq: 4,
      head: 'c0ffee',
    },
    { locale: 'en', timeZone: 'UTC' },
  )
const python = 'def f():\n    if x:\n        y()\n\treturn   None'
const table = '| a | b |\n|---|--:|\n| 1 | 2 |'

describe('the text part of a mail', () => {
  it.each([
    ['code', `Try:\n\n\`\`\`python\n${python}\n\`\`\``],
    ['columns', 'a       b\nlong    c'],
    ['nested lists', '- a\n  - b\n    - c'],
    ['tables', table],
    ['angle brackets', 'Map<String, List<Integer>> & <activity android:name=".Main"/>'],
    ['Chinese', '请升级到 4.2.1。\n    然后重试。'],
  ])('keeps %s as they were typed', async (_what, body) => {
    const { text } = await mailOf(body)
    expect(text).toContain(body)
    expect(text).toContain('https://desk.example.com/tickets/ACME-7')
    expect(text).toContain('#4 c0ffee')
  })
})

describe('the HTML part of a mail', () => {
  const htmlOf = async (body: string) => (await mailOf(body)).html

  it('renders Markdown', async () => {
    expect(await htmlOf('**message ID**')).toContain('<strong>message ID</strong>')
    expect(await htmlOf('```\n  a  b\n```')).toMatch(/<pre[^>]*monospace[^>]*>  a  b<\/pre>/)
    expect(await htmlOf(table)).toMatch(/<td[^>]*text-align:right[^>]*>2<\/td>/)
    expect(await htmlOf('- a\n- b')).toMatch(/<ul[^>]*>.*<li[^>]*>.*a.*<\/li>/s)
    expect(await htmlOf('a\nb')).toMatch(/a<br\/?>b/)
  })

  it('shows HTML as text, and loads nothing', async () => {
    const html = await htmlOf('<img src=https://evil.example/x> ![pixel](https://evil.example/y) [a](javascript:x)')
    expect(html).toContain('&lt;img src=')
    expect(html).not.toMatch(/<img/)
    expect(html).not.toContain('href="javascript')
  })

  it('links to our files by their full URL', async () => {
    const file = '/api/files/11111111-1111-4111-8111-111111111111'
    expect(await htmlOf(`![log](${file})`)).toContain(`href="https://desk.example.com${file}"`)
  })

  it('sets the text direction per paragraph', async () => {
    expect(await htmlOf('مرحبا')).toMatch(/<p dir="auto"[^>]*>مرحبا/)
  })

  it('has a title that says what happened and does not repeat the subject', async () => {
    const html = await htmlOf('x')
    expect(html).toContain('Ana')
    expect(html.match(/No sound/g) ?? []).toEqual([])
  })
})
