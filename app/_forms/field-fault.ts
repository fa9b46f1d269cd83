/** A violation of a field's HTML attributes, as a reason of messages/<locale>/errors.json. */
export interface FieldFault {
  reason: 'required' | 'invalidEmail' | 'textTooShort' | 'invalidValue'
  values?: { limit: number }
}

type Validity = Pick<
  ValidityState,
  'valid' | 'valueMissing' | 'typeMismatch' | 'tooShort' | 'patternMismatch' | 'badInput' | 'rangeUnderflow'
>

/** Returns the fault of a field; null when it is valid. White space alone counts as empty. */
export function faultOf(
  validity: Validity,
  field: { type: string; value: string; required: boolean; minLength?: number },
): FieldFault | null {
  const textual = field.type !== 'checkbox' && field.type !== 'radio' && field.type !== 'password'
  if (validity.valueMissing || (field.required && textual && field.value.trim() === '')) return { reason: 'required' }
  if (validity.valid) return null
  if (validity.typeMismatch) return { reason: field.type === 'email' ? 'invalidEmail' : 'invalidValue' }
  if (validity.tooShort) return { reason: 'textTooShort', values: { limit: field.minLength ?? 0 } }
  return { reason: 'invalidValue' }
}
