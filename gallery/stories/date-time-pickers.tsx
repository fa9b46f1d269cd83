import { DateTimePickers } from '@/app/_ui/date-time-pickers'
import type { Stories } from '../story'

const nothing = () => undefined
const pickers =
  (date: string, time: string, hasError = false) =>
  () => (
    <DateTimePickers
      id={`pickers-${date}-${String(hasError)}`}
      name="CET"
      date={date}
      time={time}
      hasError={hasError}
      isRequired={false}
      parseDate={() => null}
      onDate={nothing}
      onTime={nothing}
    />
  )

export const stories: Stories = {
  empty: pickers('', ''),
  filled: pickers('2026-11-21', '02:15'),
  refused: pickers('2026-11-21', '02:15', true),
}
