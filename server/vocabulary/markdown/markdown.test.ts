import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostileTexts, oddTexts } from '@/tests/support/hostile'
import { type Block, type Inline, isOwnFile, markdownBounds, maxSteps, parseMarkdown, withoutFirstLine } from '.'

const flat = (parts: Inline[]): string =>
  parts
    .map((part) => {
      switch (part.type) {
        case 'text':
          return part.text
        case 'code':
          return `\`${part.text}\``
        case 'break':
          return '⏎'
        case 'image':
          return `!(${part.src} ${part.alt})`
        case 'link':
          return `<${part.href} ${flat(part.children)}>`
        default:
          return `${{ strong: 'B', emphasis: 'I', strike: 'S' }[part.type]}(${flat(part.children)})`
      }
    })
    .join('')
const shape = (blocks: Block[]): string =>
  blocks
    .map((block) => {
      switch (block.type) {
        case 'paragraph':
          return flat(block.children)
        case 'heading':
          return `h${block.level}(${flat(block.children)})`
        case 'code':
          return `code${block.language && `:${block.language}`}[${block.text}]`
        case 'quote':
          return `quote(${shape(block.children)})`
        case 'rule':
          return 'rule'
        case 'table':
          return `table(${[block.head, ...block.rows].map((row) => row.map(flat).join('|')).join(' / ')})`
        case 'list':
          return `${block.start ?? 'list'}(${block.items
            .map((item) => `${item.checked === null ? '' : item.checked ? '[x]' : '[ ]'}${shape(item.children)}`)
            .join(', ')})`
      }
    })
    .join(' ')
const message = (text: string) => shape(parseMarkdown(text, 'message').blocks ?? [])
const article = (text: string) => shape(parseMarkdown(text, 'article').blocks ?? [])

describe('text is read as it was typed', () => {
  it.each([
    ['lines stay lines', 'a\nb\r\nc', 'a⏎b⏎c'],
    ['indentation stays', 'server:\n    port: 1\n\tname: x', 'server:⏎    port: 1⏎\tname: x'],
    ['columns stay', 'a       b\nlong    c', 'a       b⏎long    c'],
    ['angle brackets stay', 'Map<String, List<Integer>> cache', 'Map<String, List<Integer>> cache'],
    ['a manifest stays', '<activity android:name=".Main"/>', '<activity android:name=".Main"/>'],
    ['HTML and comments stay', '<details>\nx\n</details>\n<!-- y -->', '<details>⏎x⏎</details>⏎<!-- y -->'],
    ['character references stay', 'a &lt; b &amp;&amp; c', 'a &lt; b &amp;&amp; c'],
    ['paths of Windows stay', '\\\\server\\share C:\\temp', '\\\\server\\share C:\\temp'],
    ['underscores inside names stay', 'RTC_ERR_1102 snake_case_name', 'RTC_ERR_1102 snake_case_name'],
    ['comments inside a pasted file stay', 'a: 1\n# note\nb: 2', 'a: 1⏎# note⏎b: 2'],
    ['dashes below a line stay', 'Result\n------\nok', 'Result⏎------⏎ok'],
    ['link definitions are plain text', '[a]: http://b.c', '[a]: <http://b.c http://b.c>'],
    ['Chinese stays', '登录后断流。\n从 01:30 开始', '登录后断流。⏎从 01:30 开始'],
  ])('%s', (_what, text, seen) => {
    expect(message(text)).toBe(seen)
  })
})

describe('Markdown', () => {
  it.each([
    ['emphasis', 'a **b** *c* __d__ _e_ ~~f~~', 'a B(b) I(c) B(d) I(e) S(f)'],
    ['emphasis inside emphasis', '***a** b*', 'I(B(a) b)'],
    ['emphasis beside Chinese punctuation', '**断流。**重连', 'B(断流。)重连'],
    ['marks without an opening', 'a * b ** c_ ~~', 'a * b ** c_ ~~'],
    ['code', '`a` `` b`c `` `d', '`a` `b`c` `d'],
    ['code keeps marks', '`*a*` **`b`**', '`*a*` B(`b`)'],
    ['a link', '[a **b**](https://c.d "e") f', '<https://c.d a B(b)> f'],
    ['a link inside a link', '[a [b](http://c) d](http://e)', '[a <http://c b> d](http://e)'],
    [
      'an address',
      'see https://a.b/c_d (https://e.f/g_(h)). 见https://i.j/k。',
      'see <https://a.b/c_d https://a.b/c_d> (<https://e.f/g_(h) https://e.f/g_(h)>). 见<https://i.j/k https://i.j/k>。',
    ],
    ['an address in angle brackets', '<https://a.b>', '<https://a.b https://a.b>'],
    [
      'a script is not a URL',
      '[a](javascript:alert(1)) [b](//c.d) [e](/\\f)',
      '[a](javascript:alert(1)) [b](//c.d) [e](/\\f)',
    ],
    ['a picture', '![a](/api/files/x)', '!(/api/files/x a)'],
    ['escapes', '\\*a\\* \\[b\\]', '*a* [b]'],
    ['headings', '# a #\n\n###### b\n\n#c', 'h1(a) h6(b) #c'],
    ['fences', '```js\nif (x)\n\ty < z\n```\nend', 'code:js[if (x)\n\ty < z] end'],
    ['fences inside fences', '~~~~\n~~~\n```\n~~~~', 'code[~~~\n```]'],
    ['a fence that never ends', '```\na', 'code[a]'],
    ['indented code', '    a\n\n      b\nc', 'code[a\n\n  b] c'],
    ['quotes', '> a\n> b\nc\n\n> > d', 'quote(a⏎b⏎c) quote(quote(d))'],
    ['lists', '- a\n- b\n  - c\n    - d\n* e', 'list(a, b list(c list(d))) list(e)'],
    ['numbered lists', '3. a\n4. b\n   c', '3(a, b⏎c)'],
    ['a year does not start a list', 'in\n1986. a', 'in⏎1986. a'],
    ['lists with code', '1. a\n\n   ```\n   b\n   ```\n2. c', '1(a code[b], c)'],
    ['tasks', '- [ ] a\n- [x] b', 'list([ ]a, [x]b)'],
    ['tables', '| a | b |\n|---|:-:|\n| `1` | 2\\|3 |\n| 4 |\n\nend', 'table(a|b / `1`|2|3 / 4) end'],
    ['a table below text', 'x\na|b\n-|-\n1|2', 'x table(a|b / 1|2)'],
    ['a rule', 'a\n\n---\n\n* * *', 'a rule rule'],
    ['nothing', ' \n\n', ''],
  ])('supports %s', (_what, text, seen) => {
    expect(message(text)).toBe(seen)
  })

  it("joins the lines of an article's paragraph, without spaces between Chinese characters", () => {
    expect(article('a\n  b  \nc\\\nd')).toBe('a b⏎c⏎d')
    expect(article('选择\n节点')).toBe('选择节点')
    expect(article('Title\n=====\n\nPart\n---\n\\.')).toBe('h1(Title) h2(Part) .')
  })
})

describe('no text blocks a process', () => {
  const levelsOf = (blocks: readonly unknown[]): number => {
    let deepest = 0
    const stack: { value: unknown; depth: number }[] = blocks.map((value) => ({ value, depth: 1 }))
    for (let at = stack.pop(); at; at = stack.pop()) {
      deepest = Math.max(deepest, at.depth)
      if (typeof at.value === 'object' && at.value !== null)
        for (const value of Object.values(at.value)) stack.push({ value, depth: at.depth + 1 })
    }
    return deepest
  }

  it.each([...hostileTexts(20_000), ...oddTexts])('%s', (_name, text) => {
    for (const kind of ['message', 'article'] as const) {
      const { blocks, steps, nodes } = parseMarkdown(text, kind)
      // One step more is where it stopped.
      expect(steps).toBeLessThanOrEqual(maxSteps(text.length) + markdownBounds.length)
      expect(nodes).toBeLessThanOrEqual(markdownBounds.nodes[kind] + markdownBounds.columns)
      // Drawing recurses: a level of the tree is at most four of its data.
      if (blocks) expect(levelsOf(blocks)).toBeLessThan(markdownBounds.depth * 10)
    }
  })

  it('twice the text takes at most twice the work', () => {
    for (const [index, [name, text]] of hostileTexts(2_000).entries()) {
      const longer = hostileTexts(4_000)[index]?.[1] ?? ''
      const [one, two] = [parseMarkdown(text, 'article'), parseMarkdown(longer, 'article')]
      if (one.blocks && two.blocks) expect(two.steps, name).toBeLessThan(3 * one.steps + 1_000)
    }
  })

  it('a text beyond the limits is not parsed', () => {
    expect(parseMarkdown('a'.repeat(markdownBounds.length + 1), 'article').blocks).toBeNull()
    expect(parseMarkdown('*a* '.repeat(5_000), 'message').blocks).toBeNull()
  })

  it('quotes and lists nested too deeply are plain text', () => {
    expect(message(`${'> '.repeat(17)}a`)).toContain('> > a')
    expect(message('- '.repeat(40))).not.toBe('')
  })

  it('any text is parsed without an error', () => {
    const pieces = fc.constantFrom(
      '*',
      '_',
      '~~',
      '`',
      '[',
      ']',
      '(',
      ')',
      '!',
      '<',
      '>',
      '- ',
      '1. ',
      '|',
      '-',
      '\n',
      '    ',
      '\t',
      'a',
      ' ',
      '\\',
      '#',
      'http://a',
      '\r\n',
      '```',
    )
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 60 }),
        fc.constantFrom('message' as const, 'article' as const),
        (parts, kind) => {
          expect(parseMarkdown(parts.join(''), kind).blocks).not.toBeNull()
        },
      ),
      { numRuns: 300 },
    )
  })

  it('every letter of a message is shown, whatever surrounds it', () => {
    const pieces = fc.constantFrom(
      '*',
      '_',
      '`',
      '[',
      ']',
      '<',
      '>',
      '- ',
      '|',
      '\n',
      '    ',
      'a',
      'b',
      ' ',
      '&',
      '<b>',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join('')
        // What follows the opening of a fence names a language; it is no text.
        fc.pre(!/^[ >-]*`{3,}[^`\n]*[ab]/m.test(text))
        const letters = (from: string) => from.replaceAll('B(', '(').replaceAll('I(', '(').replace(/[^ab]/g, '')
        const seen = message(text).replaceAll(/code\[|table\(|list\(|quote\(|rule|code:[^[]*\[/g, '')
        expect(letters(seen)).toBe(letters(text))
      }),
      { numRuns: 300 },
    )
  })
})

describe('a picture', () => {
  it('is rendered only for one of our files, by its exact URL', () => {
    const file = '/api/files/11111111-1111-4111-8111-111111111111'
    expect(isOwnFile(file)).toBe(true)
    for (const other of [
      `https://evil.example${file}`,
      `/${file}`,
      `${file}/../../x`,
      file.toUpperCase(),
      '/API/files/11111111-1111-4111-8111-111111111111',
      '/api/files/../auth/signout',
      '/api/files/',
      `${file}?a`,
      '/api/trpc/accounts.me',
    ])
      expect(isOwnFile(other)).toBe(false)
  })
})

describe('the first line of a ticket', () => {
  it.each([
    ['is hidden when it is the subject', 'No sound\n\nsince 01:30', 'No sound', 'since 01:30'],
    ['stays when it is not the subject', 'No sound\nsince 01:30', 'No sound on iOS', 'No sound\nsince 01:30'],
    ['stays when it is the whole text', 'No sound', 'No sound', 'No sound'],
    ['stays when it starts a code block', '```\nx\n```', '```', '```\nx\n```'],
    ['is removed without the indentation of the next line', 'a\n    b\n    c', 'a', '    b\n    c'],
  ])('%s', (_what, text, subject, seen) => {
    expect(withoutFirstLine(text, subject)).toBe(seen)
  })
})
