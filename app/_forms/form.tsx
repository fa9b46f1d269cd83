'use client'
import { Input } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type ComponentPropsWithRef, type FormEvent, useState } from 'react'
import { createPortal } from 'react-dom'
import { isComposing } from '@/app/_ui/shortcut-keys'
import { type FieldFault, faultOf } from './field-fault'

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement
interface Problem {
  field: Field
  /** Where the message is shown: the field's wrapper with its label. */
  place: Element
  fault: FieldFault
}

/** Returns the faults of a form's fields, in document order. */
function problemsOf(form: HTMLFormElement): Problem[] {
  return [...form.elements].flatMap((element) => {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return []
    const fault = element.willValidate ? faultOf(element.validity, element) : null
    const place = element.closest('.mantine-InputWrapper-root') ?? element.parentElement
    return fault && place ? [{ field: element, place, fault }] : []
  })
}

/**
 * A form that checks `required`, `type`, `minLength` and the like itself, because the browser's own bubbles are in the
 * browser's language and cannot be styled. Errors are shown beside their fields, in the reader's language, until the
 * field changes. An Enter that ends an IME composition never submits.
 */
export function Form({ onSubmit, onInput, onKeyDown, children, ...rest }: ComponentPropsWithRef<'form'>) {
  const t = useTranslations('errors')
  const [problems, setProblems] = useState<Problem[]>([])
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const found = problemsOf(event.currentTarget)
    for (const { field } of problems) field.removeAttribute('aria-invalid')
    setProblems(found)
    if (found.length === 0) return onSubmit?.(event as Parameters<NonNullable<typeof onSubmit>>[0])
    event.preventDefault()
    for (const { field } of found) field.setAttribute('aria-invalid', 'true')
    found[0]?.field.focus()
  }
  return (
    <form
      {...rest}
      noValidate
      onSubmit={submit}
      onInput={(event) => {
        const { target } = event
        setProblems((all) => {
          const left = all.filter(({ field }) => field !== target)
          if (left.length < all.length) (target as Element).removeAttribute('aria-invalid')
          return left.length < all.length ? left : all
        })
        onInput?.(event)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && isComposing(event)) event.preventDefault()
        onKeyDown?.(event)
      }}
    >
      {children}
      {problems
        .filter(({ field }) => field.isConnected)
        .map(({ field, place, fault }) =>
          createPortal(
            <Input.Error mt={4} role="alert">
              {t(fault.reason, fault.values)}
            </Input.Error>,
            place,
            field.id || field.name,
          ),
        )}
    </form>
  )
}
