import { createTranslator } from 'next-intl'
import { expect, it } from 'vitest'
import field from '@/messages/en/field.json'
import { messageOf } from './message-of'

it('a name without a message has none, instead of being shown as it is stored', () => {
  const translator = createTranslator({ locale: 'en', messages: { field }, namespace: 'field' })
  expect(messageOf(translator, 'severity.S1')).toBe(translator('severity.S1'))
  expect(messageOf(translator, 'severity.S9')).toBeNull()
})
