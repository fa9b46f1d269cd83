import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { calendarText } from './calendar.rules'

const at = Date.parse('2026-11-23T02:15:00.900Z')
const text = (summary: string, name = 'Night') =>
  calendarText({ name, madeAt: at, events: [{ uid: 'a@nightdesk', from: at, to: at + 3_600_000, summary }] })
const unfolded = (file: string) => file.replace(/\r\n /g, '').split('\r\n')

describe('a calendar feed', () => {
  it('follows RFC 5545', () => {
    const lines = unfolded(text('Ana'))
    expect(lines.slice(0, 3)).toEqual(['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Nightdesk//On call//EN'])
    expect(lines.slice(lines.indexOf('BEGIN:VEVENT'), -1)).toEqual([
      'BEGIN:VEVENT',
      'UID:a@nightdesk',
      'DTSTAMP:20261123T021500Z',
      'DTSTART:20261123T021500Z',
      'DTEND:20261123T031500Z',
      'SUMMARY:Ana',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
    ])
    expect(text('Ana').replace(/\r\n/g, '')).not.toMatch(/[\r\n]/)
  })

  it('escapes characters that would end a value', () => {
    expect(unfolded(text('a,b;c\\d\ne\r\nf'))).toContain('SUMMARY:a\\,b\\;c\\\\d\\ne\\nf')
  })

  it('folds lines at 75 octets without splitting a character', () => {
    const long = '值班工程师'.repeat(30)
    const file = text(long, long)
    for (const line of file.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
    expect(unfolded(file)).toContain(`SUMMARY:${long}`)
  })

  it('without shifts is still a valid calendar', () => {
    expect(calendarText({ name: 'Night', madeAt: at, events: [] })).toMatch(
      /^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/,
    )
  })

  it('is understood by another program', () => {
    const summary = 'On call: 值班, a;b\\c\nsecond line '.repeat(5)
    const shift = new ICAL.Event(
      ICAL.Component.fromString(text(summary, 'Night, and day')).getFirstSubcomponent('vevent')!,
    )
    expect({
      uid: shift.uid,
      from: shift.startDate.toJSDate(),
      to: shift.endDate.toJSDate(),
      is: shift.summary,
    }).toEqual({
      uid: 'a@nightdesk',
      from: new Date('2026-11-23T02:15:00.000Z'),
      to: new Date('2026-11-23T03:15:00.000Z'),
      is: summary,
    })
  })
})
