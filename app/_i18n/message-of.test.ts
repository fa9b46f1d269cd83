import { createTranslator } from 'next-intl'
import { expect, it } from 'vitest'
import field from '@/messages/en/field.json'
import { messageOf } from './message-of'

it('a key without a message gives no text instead of the key itself', () => {
  const translator = createTranslator({ locale: 'en', messages: { field }, namespace: 'field' })
  expect(messageOf(translator, 'severity.S1')).toBe(translator('severity.S1'))
  expect(messageOf(translator, 'severity.S9')).toBeNull()
})
