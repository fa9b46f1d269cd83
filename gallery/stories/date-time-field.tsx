import { useState } from 'react'
import { DateTimeField, type DateTimeFieldProps } from '@/app/_ui/date-time-field'
import type { Stories } from '../story'

function Field({ value: first, ...props }: Omit<DateTimeFieldProps, 'onChange'>) {
  const [value, setValue] = useState(first)
  return <DateTimeField {...props} value={value} onChange={setValue} />
}

export const stories: Stories = {
  empty: () => <Field label="SLA" value="" />,
  filled: () => <Field label="SLA" value="2026-11-20T14:30" required />,
  'in another zone, with shortcuts': () => (
    <Field
      label="SLA"
      value="2026-11-20T14:30"
      zone="Europe/London"
      quick={[{ label: '+15', at: (from) => new Date(from.getTime() + 900_000) }]}
    />
  ),
  refused: () => <Field label="SLA" value="2026-11-20T14:30" error="2026" description="UTC" />,
}
