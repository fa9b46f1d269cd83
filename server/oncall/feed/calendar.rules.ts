/** Shifts as an iCalendar file (RFC 5545), in UTC throughout so that no client needs a zone's rules. Pure. */

export interface CalendarEvent {
  /** The same shift keeps it from one reading to the next. */
  uid: string
  /** Epoch milliseconds, UTC, `[from, to)`. */
  from: number
  to: number
  summary: string
}

/** 2026-11-23T02:15:00Z as 20261123T021500Z; a calendar knows whole seconds. */
const stamp = (at: number) => `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

/** RFC 5545 §3.3.11: what would end a value is escaped, line breaks are `\n`. */
const escaped = (text: string) => text.replace(/[\\;,]/g, (mark) => `\\${mark}`).replace(/\r\n|\r|\n/g, '\\n')

const mostOctets = 75

/** RFC 5545 §3.1: lines of at most 75 octets, what follows begins with a space; no character is cut. */
function folded(line: string): string {
  const lines: string[] = []
  let current = ''
  let octets = 0
  for (const letter of line) {
    const length = new TextEncoder().encode(letter).length
    if (octets + length > mostOctets) {
      lines.push(current)
      current = ' '
      octets = 1
    }
    current += letter
    octets += length
  }
  return [...lines, current].join('\r\n')
}

/**
 * @param madeAt when the answer was computed, epoch milliseconds
 * @returns the whole file, lines ended by CR LF
 */
export function calendarText(calendar: { name: string; madeAt: number; events: readonly CalendarEvent[] }): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Nightdesk//On call//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escaped(calendar.name)}`,
    `X-WR-CALNAME:${escaped(calendar.name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...calendar.events.flatMap((event) => [
      'BEGIN:VEVENT',
      `UID:${event.uid}`,
      `DTSTAMP:${stamp(calendar.madeAt)}`,
      `DTSTART:${stamp(event.from)}`,
      `DTEND:${stamp(event.to)}`,
      `SUMMARY:${escaped(event.summary)}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}
