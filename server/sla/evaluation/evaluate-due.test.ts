import { describe, expect, it } from 'vitest'
import { instantOf, policyOf, timelineOf } from '@/tests/support/sla-timeline'
import { evaluate } from './evaluate.rules'
import { outcomeLines, table, everySeverity, first, resolution, s1AndS3 } from '@/tests/support/sla-tables'

table('§1.3 time, due, breach', [
  ['an end at the due instant is met', first, '0 filed S2 · 60 answer', 60, ['first_response 0→60 met elapsed 60']],
  [
    'a clock that has not ended is breached at its due instant',
    first,
    '0 filed S2',
    60,
    ['first_response 0→ breached breached 60 elapsed 60'],
  ],
  [
    'a breach has its due instant, whenever it is noticed',
    first,
    '0 filed S2',
    5000,
    ['first_response 0→ breached breached 60 elapsed 5000'],
  ],
  [
    'a later answer does not undo a breach',
    first,
    '0 filed S2 · 61 answer',
    70,
    ['first_response 0→61 late breached 60 elapsed 61'],
  ],
  [
    'only open time counts; a clock is due at closing time, not at the next opening',
    everySeverity({ first_response: [480, 'office'] }),
    '0 filed S2',
    530,
    ['first_response 0→ running due 540 elapsed 470'],
  ],
  [
    'a clock continues the next morning',
    everySeverity({ first_response: [481, 'office'] }),
    '0 filed S2',
    600,
    ['first_response 0→ running due 1501 elapsed 480'],
  ],
  [
    'warnings fire when the elapsed time reaches their fractions',
    first,
    '0 filed S2',
    45,
    ['first_response 0→ running due 60 elapsed 45 warned 50@30 75@45 ahead 90@54'],
    [90, 50, 75],
  ],
  [
    'an answer at the instant of a warning prevents it',
    first,
    '0 filed S2 · 30 answer',
    45,
    ['first_response 0→30 met elapsed 30'],
    [50],
  ],
  [
    'warnings are ordered by instant, then percent; 100 % is a warning too',
    first,
    '0 filed S2',
    70,
    ['first_response 0→ breached breached 60 elapsed 70 warned 50@30 100@60'],
    [100, 50, 50],
  ],
  [
    'closing before a warning leaves none to fire',
    resolution,
    '0 filed S2 · 10 hold',
    45,
    ['resolution 0→ paused left 50 elapsed 10'],
    [50],
  ],
])

table('§1.6 instants, warnings, pauses', [
  [
    'warnings and breaches are decided after all events of an instant, in their order',
    first,
    '0 filed S2 · 60 customer · 60 note · 60 answer',
    70,
    ['first_response 0→60 met elapsed 60'],
  ],
  ['a paused clock cannot breach', resolution, '0 filed S2 · 59 hold', 900, ['resolution 0→ paused left 1 elapsed 59']],
  [
    'a clock paused at its due instant has nothing remaining',
    resolution,
    '0 filed S2 · 60 hold',
    900,
    ['resolution 0→ paused left 0 elapsed 60'],
  ],
  [
    'a clock with nothing remaining is due at the instant it resumes',
    resolution,
    '0 filed S2 · 60 hold · 100 open',
    900,
    ['resolution 0→ breached breached 100 elapsed 860'],
  ],
  [
    'a clock that ends at the instant it resumes is not breached',
    resolution,
    '0 filed S2 · 60 hold · 100 open · 100 resolved',
    900,
    ['resolution 0→100 met elapsed 60'],
  ],
  [
    'a warning at the instant of a pause fires when the clock resumes',
    resolution,
    '0 filed S2 · 30 hold · 100 open',
    110,
    ['resolution 0→ running due 130 elapsed 40 warned 50@100'],
    [50],
  ],
  [
    "a customer's reply alone resumes no clock",
    resolution,
    '0 filed S2 · 30 waiting · 40 customer',
    50,
    ['resolution 0→ paused left 30 elapsed 30'],
  ],
  [
    'a change of status resumes the clock',
    resolution,
    '0 filed S2 · 30 waiting · 40 customer · 40 open',
    50,
    ['resolution 0→ running due 70 elapsed 40'],
  ],
  [
    'after a raise, elapsed time and remainder make up the target; passed fractions fire then',
    s1AndS3('first_response', 30, 240),
    '0 filed S3 · 90 severity S1',
    100,
    ['first_response 0→ running due 120 elapsed 100 warned 50@90 75@90 ahead 90@108'],
    [50, 75, 90],
  ],
  [
    'each fraction fires once',
    s1AndS3('first_response', 240, 600),
    '0 filed S1 · 130 severity S3',
    500,
    ['first_response 0→ running due 600 elapsed 500 warned 50@120 75@450'],
    [50, 75],
  ],
  [
    'when both due instants are equal, the old one stays',
    s1AndS3('first_response', 140, [100, 'office']),
    '0 filed S3 · 20 severity S1',
    30,
    ['first_response 0→ running due 160 elapsed 0'],
  ],
  [
    'a target finer than a millisecond rounds up',
    everySeverity({ first_response: 1 / 3 }),
    '0 filed S2',
    0.3,
    ['first_response 0→ running due 0.333 elapsed 0.3 warned 33.3@0.111'],
    [33.3],
  ],
])

describe('the order of the clocks', () => {
  it('is metric, start, end, open ones last', () => {
    const targets = { S1: { first_response: 30, update: 30, resolution: 60 }, S3: { resolution: 90 } }
    expect(outcomeLines(targets, '0 filed S1 · 10 answer · 20 answer · 30 severity S3 · 40 severity S1', 50)).toEqual([
      'first_response 0→10 met elapsed 10',
      'update 10→20 met elapsed 10',
      'update 20→30 cancelled elapsed 10',
      'update 40→ running due 70 elapsed 10',
      'resolution 0→ running due 90 elapsed 50',
    ])
  })
})

describe('the spans of a clock', () => {
  it('cover its whole life without gaps', () => {
    const [clock] = evaluate(
      policyOf(resolution),
      timelineOf('0 filed S2 · 10 hold · 20 waiting · 40 open · 100 hold'),
      instantOf(120),
    )
    expect(clock?.spans).toEqual([
      { from: instantOf(0), to: instantOf(10), kind: 'running' },
      { from: instantOf(10), to: instantOf(40), kind: 'paused' },
      { from: instantOf(40), to: instantOf(90), kind: 'running' },
      { from: instantOf(90), to: instantOf(100), kind: 'breached' },
      { from: instantOf(100), to: instantOf(120), kind: 'paused' },
    ])
  })
})
