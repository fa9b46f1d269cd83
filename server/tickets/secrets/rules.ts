// cspell:disable
import type { SecretRuleId } from './facts'
import { cookieSearch, hasDigit, isBasicCredential, isPlaceholder, isRandom, isTyped } from './values.rules'

/*
 * The rules by which secrets in texts and logs are found (PRODUCT.md, T9). docs/secrets.md says how to add one.
 *
 * Every rule takes linear time: it is tried only where one of its literals stands, and what it reads there is bounded or
 * begins at the beginning of a run of characters, so no character is read more than a constant number of times. Where
 * literals can stand in a value at every few characters, the pattern reads the first characters of the value only, and
 * `more` the others, once for all attempts whose values end with them.
 */

export interface Rule {
  id: SecretRuleId
  /** The literals with which the pattern begins, in lower case: it is tried only there. */
  begins: string[]
  /** Group 1 precedes the secret and stays, group 2 is the secret. Sticky. */
  pattern: RegExp
  /** Continues the secret with the same characters that the pattern reads of it. Sticky. */
  more?: RegExp
  /**
   * @param secret its first `judgedCharacters`; without `more`, what the pattern reads
   * @param after the two characters after the whole secret
   * @param length how many characters `more` read, in the first value that ends with them
   */
  isSecret?: (secret: string, before: string, after: string, length: number) => boolean
  /** Begins the search of one text: the returned function judges a value by where it begins, in ascending order. */
  search?: (text: string, work: { characters: number }) => (start: number) => boolean
}

/** No character of a token precedes. */
const edge = '(?<![\\w+/-])()'
const tokens = (id: SecretRuleId, begins: string, pattern: string, isSecret?: Rule['isSecret']): Rule => ({
  id,
  begins: begins.split(' '),
  pattern: new RegExp(`${edge}(${pattern})`, 'y'),
  isSecret,
})

/** Between a key and its value: `=`, `: `, `":"`, `\":\"`, `%3D`, and the value of a header in a HAR file. */
const quote = '\\\\?["\']'
const between = `(?:${quote})?\\s{0,3}(?:=>|=|:|：|%3[Dd])\\s{0,3}`
const harValue = `${quote},\\s{0,3}${quote}value${quote}\\s{0,3}:\\s{0,3}`
const says = '(?:是|为|\\s(?:is|was|=)\\s)\\s?'
const opening = `(?:${between}|${harValue})${quote}`
const bare = '[^\\s"\'`&,;<>(){}\\[\\]\\\\|，。；、）]'
const quoted = '[^"\'\\n\\\\]'

/** A name of a secret, as a pattern and by the literals with which it begins. */
const passwordKey = {
  begins: 'pass pwd 密码 口令'.split(' '),
  pattern: '(?:pass(?:word|wd|phrase|code)|(?<![a-z])pwd|密码|口令)',
}
const secretKey = {
  begins: 'secret api access private auth account encryption 密钥 私钥 秘钥'.split(' '),
  pattern:
    '(?:secret(?:[ _-]?(?:access[ _-]?)?key)?|api[ _-]?key|access[ _-]?key(?:[ _-]?secret)?|private[ _-]?key|' +
    'auth[ _-]?key|account[ _-]?key|encryption[ _-]?(?:key|salt)|密钥|私钥|秘钥)',
}
const signatureKey = {
  begins: 'credential user sig 签名'.split(' '),
  pattern: '(?:credential|user[ _-]?sig|(?<![a-z])sig(?:nature)?|签名)',
}
const tokenKey = { begins: 'token jwt 令牌'.split(' '), pattern: '(?:token|(?<![a-z])jwt|令牌)' }
const certificateKey = {
  begins: 'app primary secondary server callback master secret certificate 证书 密钥 私钥 秘钥'.split(' '),
  pattern:
    '(?:(?:app|primary|secondary)[ _-]?certificate|app[ _-]?sign(?:[ _-]?key)?|server[ _-]?secret|app[ _-]?secret|' +
    'callback[ _-]?secret|master[ _-]?secret|secret[ _-]?key|(?<![a-z])certificate|证书|密钥|私钥|秘钥)',
}

/** Characters by which a value is judged; a multiple of four, so that base64 can be decoded. */
export const judgedCharacters = 64
const isCalled = (after: string) => after.startsWith('(')
const isQuotedSecret = (value: string) => value.trim().length >= 4 && !isPlaceholder(value) && !/\s\S+\s/.test(value)

/** A name with its value: in quotes, bare after `=`, bare in a sentence or a list, as an option, as an element of XML. */
function named(id: SecretRuleId, name: typeof tokenKey, isSecret: (value: string) => boolean): Rule[] {
  const shape = (before: string, value: string, is: (value: string, after: string) => boolean): Rule => ({
    id,
    begins: name.begins,
    pattern: new RegExp(`(${before.replace('NAME', name.pattern)})(${value}{4})`, 'iy'),
    more: new RegExp(`${value}+`, 'y'),
    isSecret: (value, _, after) => isSecret(value) && is(value, after),
  })
  return [
    shape(`NAME${opening}`, quoted, isQuotedSecret),
    shape('NAME(?:=|%3[Dd])', bare, (value, after) => !isCalled(after) && !isPlaceholder(value)),
    shape(`NAME(?:${between}|${says})`, bare, (value, after) => !isCalled(after) && isTyped(value)),
    shape('(?<=--[a-z-]{0,20})NAME\\s{1,3}', bare, isTyped),
    shape('NAME>', '[^<>\\n]', (value, after) => after === '</' && isQuotedSecret(value)),
  ]
}

/** Schemes of the header Authorization. */
const schemes = new Set('bearer token digest apikey negotiate ntlm hawk agora jwt oauth'.split(' '))
const otherDigest = /指纹|序列号|fingerprint|thumbprint|serial|sha|md5|hash|digest|appid|[ _-]id\b|\bid\b/i

export const rules: readonly Rule[] = [
  {
    id: 'app_certificate',
    begins: certificateKey.begins,
    pattern: new RegExp(
      `(${certificateKey.pattern}[^\\n]{0,24}?)(?<![0-9a-z])([0-9a-f]{64}|[0-9a-f]{32})(?![0-9a-z])`,
      'iy',
    ),
    // A 64-digit value beside "certificate" alone is the digest of a TLS certificate.
    isSecret: (value, before) =>
      !otherDigest.test(before) && (value.length === 32 || !/^(?:certificate|证书)/i.test(before)),
  },
  {
    id: 'app_certificate',
    begins: ['appsign', 'app_sign', 'app sign'],
    pattern: /(app[ _]?sign[^\n]{0,12}?)((?:0x[0-9a-f]{2}[,\s]{1,3}){31}0x[0-9a-f]{2})/iy,
  },
  // Tokens of RTC vendors: a version, then an app ID or compressed bytes.
  tokens('rtc_token', '003 004 005 006 007 008 009', '00[3-9](?:[0-9a-f]{32}|eJ[wxyz]|AQA)[\\w+/=%-]{30,}'),
  tokens('rtc_token', '001', '001[0-9a-f]{24}[\\w+/=%-]{30,}'),
  tokens('rtc_token', '01aaaa 02aaaa 03aaaa 04aaaa', '0[1-4]AAAA[\\w+/=%-]{30,}'),
  // User signatures are compressed JSON of a few hundred characters; a longer run is other data.
  {
    ...tokens('rtc_token', 'ejw ejx ejy ejz', '(?<!\\w\\*)eJ[wxyz][\\w*+/=-]{28}'),
    more: /[\w*+/=-]+/y,
    isSecret: (secret, _before, _after, length) => secret.length >= 63 && length <= 1_000,
  },
  tokens('jwt', 'eyj', 'eyJ[\\w-]{8,}(?:\\.[\\w-]{6,}){1,4}'),
  tokens('cloud_key', 'akia asia', '(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])', hasDigit),
  tokens('cloud_key', 'ltai', 'LTAI[A-Za-z0-9]{12,26}(?![A-Za-z0-9])', hasDigit),
  tokens('cloud_key', 'akid', 'AKID[A-Za-z0-9]{32}(?![A-Za-z0-9])'),
  tokens('cloud_key', 'ghp_ gho_ ghu_ ghs_ ghr_', 'gh[pousr]_[A-Za-z0-9]{30,}'),
  tokens('cloud_key', 'github_pat_ glpat- npm_', 'github_pat_\\w{22,}|glpat-[\\w-]{20,}|npm_[A-Za-z0-9]{36}'),
  tokens('cloud_key', 'xox xapp-', 'xox[abeoprs]-[\\w-]{10,}|xapp-[\\w-]{20,}', hasDigit),
  tokens('cloud_key', 'aiza ya29 gocspx-', 'AIza[\\w-]{35}|ya29\\.[\\w-]{20,}|GOCSPX-[\\w-]{20,}'),
  tokens(
    'cloud_key',
    'sk_ rk_ sk- sg.',
    '[sr]k_(?:live|test)_\\w{16,}|sk-[\\w-]{32,}|SG\\.[\\w-]{16,}\\.[\\w-]{16,}',
    hasDigit,
  ),
  {
    id: 'cloud_key',
    begins: ['hooks.slack.com/'],
    pattern: /(hooks\.slack\.com\/services\/)([A-Z0-9]{6,}\/[A-Z0-9]{6,}\/\w{16,})/iy,
  },
  {
    id: 'authorization',
    begins: ['authorization'],
    pattern: new RegExp(
      `(authorization(?:${between}|${harValue})(?:${quote})?(?:[\\w-]{1,20}\\s{1,3})?)([^\\s"'\\\\,;]{8})`,
      'iy',
    ),
    more: /[^\s"'\\,;]+/y,
    isSecret: (value, before) => {
      const scheme = /([\w-]+)\s+$/.exec(before)?.[1]?.toLowerCase()
      if (scheme === undefined) return isRandom(value, 16)
      return scheme === 'basic' ? isBasicCredential(value) : schemes.has(scheme) && isRandom(value, 8)
    },
  },
  {
    id: 'authorization',
    begins: ['bearer'],
    pattern: /((?<![\w-])bearer\s{1,3})([\w.~+/=-]{16})/iy,
    more: /[\w.~+/=-]+/y,
    isSecret: (value) => isRandom(value, 16),
  },
  {
    id: 'authorization',
    begins: ['basic'],
    pattern: /((?<![\w-])basic\s{1,3})([A-Za-z0-9+/]{8,200}={0,2})/iy,
    isSecret: isBasicCredential,
  },
  {
    id: 'cookie',
    begins: ['cookie'],
    pattern: new RegExp(`((?<![a-z])cookie2?(?:${between}|${harValue})(?:${quote})?)([^"'\\\\\\r\\n]{5})`, 'iy'),
    more: /[^"'\\\r\n]+/y,
    search: cookieSearch,
  },
  {
    id: 'url_password',
    begins: ['://'],
    pattern: /(:\/\/[^\s/@:"'<>]{0,100}:)([^\s/@"'<>]{1,200})(?=@)/y,
    isSecret: (value) => !isPlaceholder(value) && !/^(?:pwd|\d{1,5})$/i.test(value),
  },
  {
    id: 'media_key',
    begins: ['inline:'],
    pattern: /((?<=(?:AES|SRTP|SHA1|crypto)[^\n]{0,60})inline:)([A-Za-z0-9+/=]{38,120})/iy,
  },
  ...named('password', passwordKey, (value) => !/\p{Script=Han}/u.test(value)),
  // Addresses signed for a short time carry their secrets under names of their vendors.
  {
    id: 'secret',
    begins: ['txsecret', 'wssecret', 'auth_key', 'x-amz-sig', 'x-goog-sig'],
    pattern: /((?:txSecret|wsSecret|auth_key|x-amz-signature|x-goog-signature)=)([\w%.-]{16,512})/iy,
  },
  ...named('secret', secretKey, (value) => isRandom(value, 8)),
  ...named('secret', signatureKey, (value) => isRandom(value, 16)),
  ...named('token', tokenKey, (value) => isRandom(value, 16)),
]
