import { describe, expect, test } from 'vitest'
import { articleValues, emptyArticle, otherLanguage } from './article-values'

const stored = {
  slug: 'lost-messages',
  locale: 'en',
  title: 'Lost messages',
  summary: 'Retry.',
  body: 'Retry with the same ID.',
  scenarios: ['voice_chat_room', 'a_scenario_of_yesterday'],
  products: ['real_time_messaging'],
  platforms: ['ios', 'symbian'],
  regions: ['ID'],
  errorCodes: ['-10008'],
}

describe('the form of an article', () => {
  test('omits keys that the lists no longer contain, so that it can be saved', () => {
    expect(articleValues(stored)).toEqual({ ...stored, scenarios: ['voice_chat_room'], platforms: ['ios'] })
  })
  test('in the other language keeps the slug and the facts but not the text', () => {
    const values = articleValues(stored)
    expect(otherLanguage(values)).toEqual({ ...values, locale: 'zh-CN', title: '', summary: '', body: '' })
    expect(otherLanguage(otherLanguage(values)).locale).toBe('en')
  })
  test('starts empty in the writer’s language', () => {
    expect(emptyArticle('zh-CN')).toMatchObject({ locale: 'zh-CN', title: '', scenarios: [] })
  })
})
