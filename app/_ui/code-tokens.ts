/** Kinds of tokens of a code block, used for colour only. Tokenising is pure and takes linear time. */
export type TokenKind = 'comment' | 'string' | 'number' | 'keyword'
export interface CodeToken {
  kind: TokenKind | null
  text: string
}

const aliases: Record<string, string> = {
  js: 'c',
  jsx: 'c',
  ts: 'c',
  tsx: 'c',
  javascript: 'c',
  typescript: 'c',
  java: 'c',
  kotlin: 'c',
  kt: 'c',
  swift: 'c',
  c: 'c',
  cpp: 'c',
  'c++': 'c',
  cs: 'c',
  csharp: 'c',
  go: 'c',
  rust: 'c',
  rs: 'c',
  dart: 'c',
  objc: 'c',
  php: 'c',
  objectivec: 'c',
  json: 'c',
  python: 'hash',
  py: 'hash',
  sh: 'hash',
  bash: 'hash',
  shell: 'hash',
  yaml: 'hash',
  yml: 'hash',
  toml: 'hash',
  ruby: 'hash',
  rb: 'hash',
  sql: 'dash',
  lua: 'dash',
}

const keywords = new Set(
  `abstract async await bool boolean break case catch char class const continue def default defer del delete do double
  elif else elseif enum export extends except extern false final finally float fn for foreach from func function global
  go guard if impl implements import in init instanceof int interface internal is lambda let local long match module mut
  namespace new nil none not null nullable open operator or override package pass private protected protocol pub public
  raise range readonly ref return self short static string struct super suspend switch synchronized then this throw
  throws trait true try type typeof undefined union unless unsafe use using val var virtual void volatile when where
  while with yield select insert update delete from where join on group by order limit values set create table and as`
    .split(/\s+/)
    .filter(Boolean),
)

/** An unterminated comment or string extends to the end of the text or line, so that no position is scanned twice. */
const comments: Record<string, string> = {
  c: String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))`,
  hash: String.raw`#[^\n]*`,
  dash: String.raw`--[^\n]*`,
}
const strings = String.raw`"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|${'`'}(?:\\[\s\S]|[^${'`'}\\])*${'`'}?`
const numbers = String.raw`(?<![\w.])(?:0x[\da-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\b`
const words = String.raw`[A-Za-z_]\w*`

/** Tokens above which a block is not coloured, so that no text creates an excessive number of elements. */
const maxTokens = 2_000

/** Tells whether code of a language can be coloured. */
export const isKnownLanguage = (language: string): boolean => Object.hasOwn(aliases, language.toLowerCase())

/**
 * Splits code into comments, strings, numbers, keywords and plain text; the joined texts equal the code.
 * @param language as written after the fence; code of an unknown language is returned as one plain token
 */
export function codeTokens(code: string, language: string): CodeToken[] {
  const family = isKnownLanguage(language) ? aliases[language.toLowerCase()] : undefined
  if (!family) return [{ kind: null, text: code }]
  const pattern = new RegExp(`(${comments[family]})|(${strings})|(${numbers})|(${words})`, 'g')
  const tokens: CodeToken[] = []
  const push = (kind: TokenKind | null, text: string) => {
    const last = tokens.at(-1)
    if (kind === null && last?.kind === null) last.text += text
    else if (text !== '') tokens.push({ kind, text })
  }
  let done = 0
  for (const found of code.matchAll(pattern)) {
    const [text, comment, quoted, number, word] = found
    if (tokens.length > maxTokens) return [{ kind: null, text: code }]
    push(null, code.slice(done, found.index))
    done = found.index + text.length
    const isKeyword = word !== undefined && keywords.has(family === 'dash' ? word.toLowerCase() : word)
    push(comment ? 'comment' : quoted ? 'string' : number ? 'number' : isKeyword ? 'keyword' : null, text)
  }
  push(null, code.slice(done))
  return tokens
}
