/**
 * Texts and bodies as used in attacks. They are sent to every input of the API and everything that renders text
 * (tests/integration/hostile.test.ts, server/vocabulary/markdown).
 */

const repeated = (unit: string, length: number) => unit.repeat(Math.max(1, Math.floor(length / unit.length)))

/** Units whose repetition makes some Markdown parsers take quadratic time or worse. */
const units = [
  ...[
    '>',
    '> ',
    '- ',
    '* ',
    '1. ',
    '1) ',
    '- > ',
    '\t- ',
    '> > > > > > > > > > > > > > > > > > a\n',
    '- - - - - - a\n',
  ],
  ...['*a_ ', '**a', '***a_', '*a **b ', 'a*', '*', '_', '_a', '_a_b', '~~a ', '~', '*[', '**a** '],
  ...[
    '[',
    ']',
    '![',
    '[a]',
    '[a](',
    '[](a (',
    '[](aaaaaaaaaa',
    '[a](b',
    '[a](b)',
    '![a](b "',
    '[x][',
    '[![',
    '](',
    "[a](<b '",
  ],
  ...['`', '`` ` ', '`a', '`a` ', '```\n', '~~~\n', '``` `\n', '    a\n\n'],
  ...['<', '<a:', '<a@b', '<http://a', '<!--', '<?', '<![CDATA[', '</a', '&', '&amp', '&#', '\\', '\\*'],
  ...['h', 'http://', 'https://a.', 'https://a(', 'www.', 'a@', 'a.', 'a@b.'],
  ...['|', '|a', '|-', '|-|\n', 'a|b\n-|-\n', 'a\n-|-\n', '|a|b|c|d|e|f|g|h|i|j\n', '\\|'],
  ...[
    '# ',
    '# a\n',
    '#',
    '---\n',
    '***\n',
    '=\n',
    'a\n===\n',
    'a\n',
    'a  \n',
    '\n',
    ' \n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    '- a\n',
    '-\n',
    '1. a\n',
    '- [ ] a\n',
  ],
  ...[
    '  - a\n\n',
    '> a\n',
    '> \n',
    '*a*\n\n',
    '[x]: http://a\n',
    '[^a]',
    '[^a]: b\n',
    '\u00a0\n',
    '\u2028',
    '\ufeff- ',
    '\u0000',
    '\u202e',
    '断流。',
    '**断。**',
  ],
]

const nestedLists = (levels: number) =>
  Array.from({ length: levels }, (_, level) => `${' '.repeat(2 * level)}- a`).join('\n')

/** Returns texts of at most `length` units that are cheap to write and may be expensive to render. */
export const hostileTexts = (length: number): [name: string, text: string][] => [
  ...units.map((unit): [string, string] => [JSON.stringify(unit), repeated(unit, length)]),
  ['ever deeper lists', nestedLists(Math.floor(Math.sqrt(length)) - 2)],
  ['a wide table without cells', `${'|a'.repeat(200)}|\n${'|-'.repeat(200)}|\n${repeated('|\n', length - 1_000)}`],
  ['one link definition used often', `[x]: http://${'a'.repeat(length / 3)}\n\n${repeated('[x]', length / 2)}`],
  ['backticks of every length', Array.from({ length: 150 }, (_, at) => '`'.repeat(at + 1)).join(' ')],
  ['spaces inside a line', `a${' '.repeat(length - 2)}b`],
  ['one long word', 'a'.repeat(length)],
  ['brackets that close', `${'['.repeat(length / 2)}${']'.repeat(length / 2)}`],
  ['links inside links', `${'[a'.repeat(length / 6)}${'](b)'.repeat(length / 6)}`],
  ['emphasis inside emphasis', `${'*a'.repeat(length / 4)}${'a*'.repeat(length / 4)}`],
]

/** Short texts that other programs may misinterpret: markup, headers, paths, lone surrogates. */
export const oddTexts: [name: string, text: string][] = [
  ['a script', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['a link that runs', '[a](javascript:alert(1)) ![b](data:text/html,x) <javascript:alert(1)>'],
  ['another header', 'S\r\nBcc: other@example.com'],
  ['a NUL', 'a\u0000b'],
  ['a lone surrogate', 'a\ud800b'],
  ['text that runs backwards', 'evil\u202egnp.exe'],
  ['line separators', 'a\u2028b\u2029c\u0085d'],
  ['only invisible characters', '\u200b\u200e\ufeff'],
  ['a path to the parent folder', '../../etc/passwd'],
  ['a prototype', '__proto__'],
  ['a percent sign', '%00%E0%A4%A'],
  ['a template', '{{7*7}} ${7*7} %s'],
  ['a query', '\'; drop table "Ticket"; --'],
  ['a very long line', 'x'.repeat(30_000)],
  ['combining marks', `a${'\u0301'.repeat(5_000)}`],
  ['the Kelvin sign', '\u212aopi@demo.test'],
]

/** Values where a form has a text, a number, a list or an object. */
export const oddValues: [name: string, value: unknown][] = [
  ['null', null],
  ['a number', 1],
  ['an invalid number', Number.MAX_VALUE],
  ['a negative number', -1],
  ['a boolean', true],
  ['an empty text', ''],
  ['an empty list', []],
  ['a long list', Array.from({ length: 10_000 }, () => 'a')],
  ['an empty object', {}],
  ['the year 275760', new Date(8_640_000_000_000_000)],
  ['the year -1', new Date('-000001-01-01T00:00:00Z')],
]

const nest = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels)

/** Bodies of a procedure call, as text, that no form of ours sends. */
export const hostileBodies: [name: string, body: string][] = [
  ['an array of 20 million bytes', '{"json":20000000,"meta":{"values":[["typed-array","Uint8Array"]]}}'],
  ['an array of bytes inside', '{"json":{"a":20000000},"meta":{"values":{"a":[["typed-array","Float64Array"]]}}}'],
  ['an expression', '{"json":"/(a+)+$/","meta":{"values":["regexp"]}}'],
  ['a map', '{"json":[[1,2]],"meta":{"values":["map"]}}'],
  ['an error', '{"json":{"name":"x","message":"y"},"meta":{"values":["Error"]}}'],
  ['references', '{"json":{"a":[1]},"meta":{"referentialEqualities":{"a":["b"]}}}'],
  ['deep lists', `{"json":${nest('[', ']', 60_000)}}`],
  ['deep objects', `{"json":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}`],
  ['lists that do not end', '['.repeat(200_000)],
  ['many numbers', `{"json":[${'1,'.repeat(110_000)}1]}`],
  ['many keys', `{"json":{${Array.from({ length: 20_000 }, (_, at) => `"${at}":1`).join(',')}}}`],
  [
    'many annotations',
    `{"json":{},"meta":{"values":{${Array.from({ length: 12_000 }, (_, at) => `"${at}":["Date"]`).join(',')}}}}`,
  ],
  ['a long path', `{"json":{},"meta":{"values":{"${'a.'.repeat(60_000)}":["Date"]}}}`],
  ['no JSON', '{'],
  ['nothing', ''],
  ['a text', '"a"'],
  ['null', 'null'],
  ['a prototype', '{"json":{"__proto__":{"admin":true}},"meta":{"values":{"__proto__.admin":["undefined"]}}}'],
]
