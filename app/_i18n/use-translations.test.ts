import { NextIntlClientProvider } from 'next-intl'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import field from '@/messages/en/field.json'
import { useTranslations } from './use-translations'

type Translator = ReturnType<typeof useTranslations<'field'>>

function translatorsOf(messages: object, count: number): Translator[] {
  const seen: Translator[] = []
  function Row() {
    const t = useTranslations('field')
    seen.push(t)
    return createElement('p', null, t('severity.S1'))
  }
  const rows = Array.from({ length: count }, (_, index) => createElement(Row, { key: index }))
  const provided = { locale: 'en', timeZone: 'Asia/Shanghai', messages: messages as { field: typeof field } }
  const html = renderToStaticMarkup(createElement(NextIntlClientProvider, { ...provided, children: rows }))
  expect(html).toContain(`<p>${field.severity.S1}</p>`)
  return seen
}

it('all components and all requests share one translator of a namespace, as long as the messages are the same', () => {
  const messages = { field }
  const [first, ...others] = [...translatorsOf(messages, 3), ...translatorsOf(messages, 1)]
  expect(others).toHaveLength(3)
  expect(others.filter((one) => one !== first)).toEqual([])
  expect(translatorsOf({ field }, 1)[0]).not.toBe(first)
})
