import { describe, expect, it } from 'vitest'
import { message, oneLine, optionalLine } from './schemas/text'
import { countCharacters, excerptOf, isVisible, toFileName, toMessage, toOneLine } from './text'

const family = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}'
const scotland = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}'
const warning = '\u26A0\uFE0F'

/** Texts that a reader sees as nothing. */
const blank: [string, string][] = [
  ['nothing', ''],
  ['spaces and line breaks', ' \t\r\n\u3000\u00A0'],
  ['a zero-width space', '\u200B'],
  ['a byte order mark', '\uFEFF'],
  ['joiners', '\u200C\u200D\u2060'],
  ['a soft hyphen', '\u00AD'],
  ['a Hangul filler', '\u3164'],
  ['a braille blank', '\u2800'],
  ['a variation selector', '\uFE0F'],
  ['tags without a flag', '\u{E0068}\u{E0069}'],
  ['bidi controls', '\u202E\u2066\u2069\u200F'],
  ['control characters', '\u0007\u0085'],
]
/** Texts that mean something as they are and must come back unchanged, as a line and as a message. */
const whole: [string, string][] = [
  ['an emoji family', `Gruppe ${family}`],
  ['an emoji with its variation selector at the end', `Achtung ${warning}`],
  ['a flag written with tags', scotland],
  ['a keycap', 'press 1\uFE0F\u20E3'],
  ['skin tones', 'ok \u{1F44D}\u{1F3FD}'],
  ['Arabic', '\u0627\u0644\u0645\u0643\u0627\u0644\u0645\u0629 \u0628\u0637\u064A\u0626\u0629'],
  ['Hebrew with points', '\u05E9\u05C1\u05B8\u05DC\u05D5\u05B9\u05DD 123'],
  ['Persian with its non-joiner', '\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645'],
  ['Devanagari with its joiner', '\u0915\u094D\u200D\u0937'],
  ['combining marks', 'Vie\u0302\u0323t Nam e\u0301'],
  ['Chinese', '\u591A\u4EBA\u8BED\u97F3\u623F \u65AD\u6D41'],
  ['a character outside the BMP', '\u{20BB7}\u91CE\u5BB6'],
  ['angle brackets', 'Map<String, List<Integer>>'],
  ['two spaces inside', 'a  b'],
]

describe('a single line', () => {
  it.each(blank)('is missing when it contains only %s', (_, text) => {
    expect(toOneLine(text)).toBe('')
    expect(oneLine(10).safeParse(text).error?.issues[0]).toMatchObject({ code: 'custom', message: 'required' })
    expect(optionalLine(10).parse(text)).toBe('')
  })
  it.each(whole)('keeps %s as typed', (_, text) => {
    expect(oneLine(60).parse(text)).toBe(text)
    expect(oneLine(60).parse(` \u200B${text} \u200B\n`)).toBe(text)
  })
  it.each([
    ['a header that is smuggled in', 'S\r\nBcc: all@example.com', 'S Bcc: all@example.com'],
    ['line and paragraph separators', 'a\u2028b\u2029c\u0085d', 'a b c d'],
    ['a tab', 'a\tb', 'a b'],
    ['a right-to-left override', 'evil\u202Egnp.exe', 'evilgnp.exe'],
    ['isolates and marks', '\u2067x\u2069\u200F y', 'x y'],
    ['a terminal escape', '\u001B[31mred', '[31mred'],
    ['a NUL', 'a\u0000b', 'ab'],
    ['a lone surrogate', 'half \uD83D', 'half \uFFFD'],
    ['an invisible copy of a name', 'An\u200Ba', 'Ana'],
    ['text hidden in tag characters', 'Ana\u{E0068}\u{E0069}', 'Ana'],
  ])('is stored without %s', (_, text, right) => expect(oneLine(60).parse(text)).toBe(right))

  it('that is too long is refused with its length, never truncated', () => {
    expect(oneLine(5).safeParse('abcdefg').error?.issues[0]).toMatchObject({
      message: 'textTooLong',
      params: { count: 7, limit: 5, over: 2 },
    })
    expect(oneLine(7).parse('abcdefg')).toBe('abcdefg')
  })
  it('is measured after invisible characters are removed', () =>
    expect(oneLine(3).parse('\u200B abc \u200B')).toBe('abc'))
})

describe('a message', () => {
  it.each(blank)('is missing when it contains only %s', (name, text) => {
    // A control character that stands alone is shown by its picture; it is something.
    if (name === 'control characters') return expect(toMessage('\u0007')).toBe('\u2407')
    expect(message(10).safeParse(text).error?.issues[0]).toMatchObject({ message: 'required' })
  })
  it.each(whole)('keeps %s as typed', (_, text) => expect(message(60).parse(`${text}\n`)).toBe(text))
  it.each([
    ['indentation of its first line', '\n\n    if x:\n        y()\n\n', '    if x:\n        y()'],
    ['blank lines and trailing spaces inside', 'a  \n\n\nb', 'a  \n\n\nb'],
    ['one kind of line end', 'a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
    ['the escape sequences of a coloured log, visibly', '\u001B[31mERR\u001B[0m\u0000', '\u241B[31mERR\u241B[0m\u2400'],
    ['a lone surrogate, visibly', 'cut \uD83D', 'cut \uFFFD'],
    ['invisible characters in the middle, which may be the fault reported', 'key\u200B=1', 'key\u200B=1'],
    ['bidi isolates and marks', 'a \u2067\u05D0\u2069 b', 'a \u2067\u05D0\u2069 b'],
  ])('keeps %s', (_, text, right) => expect(message(200).parse(text)).toBe(right))
  it('requires the minimum number of characters', () => {
    expect(message(500, { min: 3 }).safeParse('a \u200B').error?.issues[0]).toMatchObject({
      message: 'textTooShort',
      params: { count: 1, limit: 3 },
    })
    expect(message(500, { min: 3 }).safeParse(family).success).toBe(false)
    expect(message(500, { min: 3 }).parse('abc')).toBe('abc')
  })
})

describe('characters', () => {
  it.each([
    [family, 1],
    [scotland, 1],
    ['e\u0301', 1],
    ['\u591A\u4EBA', 2],
    ['a\r\nb', 3],
    ['', 0],
  ])('are counted as a person counts them: %j', (text, count) => expect(countCharacters(text)).toBe(count))
  it('with hundreds of combining marks count as several, so that a limit bounds the size', () =>
    expect(countCharacters(`a${'\u0301'.repeat(1_000)}`)).toBeGreaterThan(60))
  it('are counted in linear time', () => {
    const spaces = `a${' '.repeat(200_000)}b`
    expect(toMessage(spaces)).toBe(spaces)
    expect(toOneLine('\n '.repeat(100_000))).toBe('')
  })
  it('that are invisible do not count', () => expect(isVisible('\u200B\u3164 \u2800')).toBe(false))
})

describe('a file name', () => {
  it.each([
    ['screenshot.png', 'screenshot.png'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['C:\\logs\\a.txt', 'C:_logs_a.txt'],
    ['evil\u202Egnp.exe', 'evilgnp.exe'],
    ['a\r\nb\u0000.log', 'a b.log'],
    ['\u65E5\u5FD7 1.log', '\u65E5\u5FD7 1.log'],
    ['.env', '.env'],
    ['\u200B', 'file'],
    ['..', 'file'],
    ['', 'file'],
    ['half\uD83D.png', 'half\uFFFD.png'],
  ])('%j is kept as %j', (name, right) => expect(toFileName(name)).toBe(right))
  it('that is too long is truncated between whole characters and keeps its extension', () => {
    const long = toFileName(`${'\u{1F600}'.repeat(150)}.log`)
    expect(long).toMatch(/^\u{1F600}{98}\.log$/u)
    expect(toFileName(`${family.repeat(40)}.tar`).length).toBeLessThanOrEqual(200)
    expect(
      toFileName(`${family.repeat(40)}.tar`)
        .replace('.tar', '')
        .replaceAll(family, ''),
    ).toBe('')
    expect(toFileName('x'.repeat(300))).toBe('x'.repeat(200))
    expect(toFileName(`a. ${'sentence '.repeat(40)}`)).toMatch(/^a\. sentence/)
  })
})

describe('an excerpt', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    [family.repeat(3), 3, family.repeat(3)],
    [family.repeat(4), 3, `${family.repeat(2)}…`],
    ['ab cdefg', 4, 'ab…'],
    ['e\u0301'.repeat(9), 3, 'e\u0301e\u0301…'],
  ])('of %j to %d characters is %j', (text, max, right) => expect(excerptOf(text, max)).toBe(right))
})
