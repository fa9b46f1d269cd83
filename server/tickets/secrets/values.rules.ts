/**
 * Decides whether a value beside a word such as "password" is a secret or stands for one: placeholders, words of an
 * error text, code that reads the value from elsewhere.
 */

/** Words that follow "password:" or "token=" in error texts, schemas and code, and are no secrets. */
// cspell:disable
const ordinary = new Set(
  (
    'null undefined none nil true false empty string number object boolean bytes text char varchar any unknown ' +
    'required optional invalid valid expired missing incorrect wrong failed failure error errors denied rejected ' +
    'refused success succeeded okay mismatch mismatched refresh refreshed renew renewed updated changed forgotten ' +
    'reset disabled enabled redacted hidden masked removed omitted filtered secret token password passwd pass ' +
    'placeholder example sample dummy test demo value default provided found received sent loaded cached absent ' +
    'present length must should cannot will does will-expire privilege user username admin bearer basic yes please ' +
    'getenv localstorage sessionstorage environment vault keychain encrypted plaintext'
  ).split(' '),
)

const standsForValue = [
  /^[*•·x._#-]+$/i,
  // <token>, ${TOKEN}, {{token}}, [token], %s, $TOKEN, @secret
  /^(?:<|\$|\{|\[|%[a-z@{(]|%$|@[a-z])/i,
  /(?:^|[^a-z])(?:your|my|our|the|insert|replace|enter|paste|put)[-_ .]/i,
  /^(?:your|my)[A-Z]/,
  /placeholder|example\.(?:com|org)|redacted|x{5,}|\*{3,}|\.{3}|…/i,
  /^(?:process|os|env|config|settings|this|self|req|request|res|ctx|props|state|options|params|user|form)\./i,
  // an address, a path or a name with dots and no digits: the value is elsewhere
  /^(?:https?|wss?|file|vault|secretsmanager):/i,
  /^[a-z_$]+(?:\.[a-z_$]+)+$/i,
]

const closing = new Set('.!?,;:。！？，；：')

/** Removes what closes a sentence. */
function bareOf(value: string): string {
  let end = value.length
  while (end > 0 && closing.has(value.charAt(end - 1))) end -= 1
  return value.slice(0, end)
}

/** Whether a value only stands for a secret or is a word of a sentence. */
export function isPlaceholder(value: string): boolean {
  const bare = bareOf(value)
  return bare.length === 0 || ordinary.has(bare.toLowerCase()) || standsForValue.some((pattern) => pattern.test(bare))
}

export const hasDigit = (value: string): boolean => /\d/.test(value)
const hasLetter = (value: string) => /[a-z]/i.test(value)

/** Whether a value looks generated: at least `length` characters, letters and digits. */
export const isRandom = (value: string, length: number): boolean =>
  value.length >= length && hasDigit(value) && hasLetter(value) && !isPlaceholder(value)

/** Whether a value in a sentence ("password: hunter2") can be a password: words alone are not. */
export const isTyped = (value: string): boolean => {
  const bare = bareOf(value)
  return bare.length >= 6 && /[\d!@#$%^&*?~]/.test(bare) && hasLetter(bare) && !isPlaceholder(bare)
}

/** Whether a text is the base64 of `user:password`. */
export function isBasicCredential(value: string): boolean {
  try {
    return /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(atob(value))
  } catch {
    return false
  }
}

const attributes = /^(?:path|domain|expires|max-age|samesite|secure|httponly|priority|version|comment|partitioned)$/i

const cookie = /[^\S\r\n]{0,8}([\w.$%-]{1,128})[^\S\r\n]{0,3}=[^\S\r\n]{0,3}([^;"'\\\r\n]{4,96})/y

/** Whether a cookie with a value begins at this place. */
function isCookieAt(text: string, at: number): boolean {
  cookie.lastIndex = at
  const [, name = '', value = ''] = cookie.exec(text) ?? []
  return name !== '' && !attributes.test(name) && value.trim().length >= 4 && !isPlaceholder(value.trim())
}

/** Characters of a cookie header in which a cookie must begin. */
const maxCookieHeader = 2_048

/**
 * Begins the search of a text for cookie headers that hold at least one cookie with a value. The returned function says
 * it of the header whose value begins at `start`; a header in the value of an earlier one goes on where that one stopped,
 * so that nothing is read twice.
 */
export function cookieSearch(text: string, work: { characters: number }): (start: number) => boolean {
  const boundary = /[;"'\\\r\n]/g
  /** The next semicolon or end of a header: of all before it, those that the last start could reach are judged. */
  let next = -1
  const advance = (from: number) => {
    boundary.lastIndex = from
    next = boundary.exec(text)?.index ?? text.length
    work.characters += next - from
  }
  return (start) => {
    if (isCookieAt(text, start)) return true
    if (next < start) advance(start)
    for (; next < Math.min(text.length, start + maxCookieHeader); advance(next + 1)) {
      if (text[next] !== ';') return false
      if (isCookieAt(text, next + 1)) return true
    }
    return false
  }
}
