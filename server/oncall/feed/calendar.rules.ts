/** Shifts as an iCalendar file (RFC 5545), in UTC throughout so that no client needs a zone's rules. Pure. */

export interface CalendarEvent {
  /** Stable for a shift, so that a client recognises it at the next reading. */
  uid: string
  /** Epoch milliseconds, UTC, `[from, to)`. */
  from: number
  to: number
  summary: string
}

/** Formats an instant as 20261123T021500Z, in whole seconds. */
const stamp = (at: number) => `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

/** Escapes a text value (RFC 5545 §3.3.11); line breaks become `\n`. */
const escaped = (text: string) => text.replace(/[\\;,]/g, (mark) => `\\${mark}`).replace(/\r\n|\r|\n/g, '\\n')

const maxOctets = 75

/**
 * Folds a line (RFC 5545 §3.1) into lines of at most 75 octets, between code points; continuation lines begin with a
 * space.
 */
function folded(line: string): string {
  const lines: string[] = []
  let current = ''
  let octets = 0
  for (const letter of line) {
    const length = new TextEncoder().encode(letter).length
    if (octets + length > maxOctets) {
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
 * Writes a calendar file.
 * @param calendar.madeAt when the answer was computed, epoch milliseconds
 * @returns the whole file, with CR LF line ends
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
