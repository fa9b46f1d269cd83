import { Markdown } from '@/app/_ui/markdown'
import type { Stories } from '../story'

export const everything = `# Heading

A paragraph with **strong**, *emphasis*, ~~strike~~, \`code\` and [a link](https://example.com).
A line end is kept.

- one
- two
  - nested

1. first
2. second

- [x] done
- [ ] open

> A quote

| node | loss |
|:---|---:|
| gz-3 | 12 % |

\`\`\`json
{ "retry": 3, "ok": false } // comment
\`\`\`

---

مرحبا
`

export const stories: Stories = {
  everything: () => <Markdown text={everything} />,
  'without its first line': () => <Markdown text={'加入会议失败\n\n错误码 70004'} hiddenFirstLine="加入会议失败" />,
  'HTML is text': () => <Markdown text={'<img src=x onerror=alert(1)> <b>no</b>'} />,
}
