import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')

interface Term {
  /** As in docs/glossary.md. */
  term: string
  /** The one Chinese word. */
  chinese: string
  /** Words that mean the same and are not used for it. */
  refused?: string[]
  /** Longer words in which a refused one stands for something else. */
  unless?: string[]
  /** Texts about something else, by the name of their message. */
  except?: RegExp
  /** An English text that matches has the Chinese word in its translation. */
  english?: RegExp
  /** Messages in which the English word means something else, or the Chinese sentence does without it. */
  looseIn?: RegExp
}

/** One Chinese word per term. Add a word to `refused` when a text used it instead of the right one. */
const terms: Term[] = [
  { term: 'ticket', chinese: '工单', refused: ['问题单', '服务单', '票据'], english: /\btickets?\b/i },
  {
    term: 'severity',
    chinese: '级别',
    refused: ['优先级', '严重程度', '严重性', '等级'],
    english: /\b(severity|severities)\b/i,
    looseIn: /^portal\.ticket\.object(Reason|Send)$/,
  },
  { term: 'page', chinese: '告警', refused: ['呼叫', '寻呼', '传呼', '警报', '报警'] },
  {
    term: 'acknowledgement (page)',
    chinese: '认领',
    refused: ['已接手', '确认', '应答确认'],
    unless: [
      '确认收到',
      '确认并登录',
      '请确认这是您的账号',
      '此确认已超过',
      '邮件链接确认',
      '按回车键确认',
      '除非确认来源',
      '只有确认数据库时间',
    ],
    looseIn: /^(field\.kind\.acknowledgement|errors\.resolveNeedsAnswer)$/,
    english: /\b(acknowledge[sd]?|acknowledgement)\b/i,
  },
  { term: 'acknowledgement (reply)', chinese: '确认收到' },
  { term: 'breach', chinese: '超时', refused: ['违约', '违反', '逾时', '未兑现'], english: /\bbreach(es|ed)?\b/i },
  { term: 'attainment', chinese: '达标率', refused: ['兑现', '达成', '履约'], english: /\battainment\b/i },
  {
    term: 'SLA target',
    chinese: 'SLA 目标',
    refused: ['服务目标', 'SLA 指标', 'SLA目标'],
    english: /\bSLA targets?\b/i,
  },
  {
    term: 'SLA clock',
    chinese: '计时',
    refused: ['时钟', '计时器'],
    // The clocks of machines.
    except: /^(system\.time\.|health\.problems\.clockWrong|errors\.noClockAlarm)/,
  },
  {
    term: 'SLA policy',
    chinese: 'SLA 策略',
    refused: ['SLA 政策', '服务策略', 'SLA策略'],
    english: /\bSLA (policy|policies)\b/i,
  },
  {
    term: 'plan',
    chinese: '套餐',
    refused: ['支持计划', '服务计划', '服务合同', '合同', '方案'],
    unless: ['临时方案'],
    english: /\bplans?\b/i,
  },
  { term: 'manager', chinese: '主管', refused: ['经理', '管理者'], english: /\bmanagers?\b/i },
  {
    term: 'assignee',
    chinese: '处理人',
    refused: ['负责人', '受理人', '经办人'],
    unless: ['组织负责人', '知识库负责人'],
    english: /\bassignee\b/i,
  },
  { term: 'customer lead', chinese: '组织负责人', refused: ['客户负责人'], english: /\bleads?\b/i },
  { term: 'knowledge owner', chinese: '知识库负责人', refused: ['知识负责人'], english: /\bknowledge owners?\b/i },
  { term: 'assign', chinese: '分配', refused: ['分派', '指派', '派单'], english: /\b(un)?assign(s|ed)?\b/i },
  { term: 'filer', chinese: '提交人', refused: ['提单人', '报告人', '提交者'], english: /\bfiler\b|\bfiled by\b/i },
  { term: 'watcher', chinese: '关注人', refused: ['关注者', '抄送人', '订阅者'], english: /\bwatchers?\b/i },
  { term: 'gap', chinese: '空档', refused: ['空缺', '缺口'], english: /\bgaps?\b/i },
  { term: 'load', chinese: '值班负载', refused: ['值班负担', '负荷', '负担'] },
  {
    term: 'schedule',
    chinese: '值班表',
    refused: ['排班表', '排班', '班表'],
    unless: ['值班表'],
    english: /\bschedules?\b/i,
  },
  { term: 'shift', chinese: '班次', refused: ['轮班', '班段'] },
  { term: 'override', chinese: '替班', refused: ['代班', '顶班', '覆盖班次'], english: /\boverrides?\b/i },
  { term: 'swap', chinese: '换班', refused: ['调班', '倒班'], english: /\bswaps?\b/i },
  { term: 'handoff', chinese: '交接', refused: ['移交', '交班'], english: /\bhandoffs?\b/i },
  { term: 'handoff brief', chinese: '交接说明', refused: ['交接单', '交接文档', '交接摘要'], english: /\bbriefs?\b/i },
  {
    term: 'escalation policy',
    chinese: '升级策略',
    refused: ['上报策略', '告警策略', '级别升级', '升级为 S', '升为 S', '提升级别', '提高级别'],
    english: /\bescalation (policy|policies)\b/i,
  },
  { term: 'drill', chinese: '演练', refused: ['演习', '训练'], english: /\bdrills?\b/i },
  { term: 'replay', chinese: '模拟', refused: ['推演', '回放', '重放'], english: /\bsimulations?\b/i },
  { term: 'coverage', chinese: '覆盖', refused: ['覆盖度'], english: /\bcoverage\b/i },
  { term: 'contact method', chinese: '联系方式', refused: ['联络方式', '联系渠道'], english: /\bcontact methods?\b/i },
  { term: 'workaround', chinese: '临时方案', refused: ['变通', '规避方案', '临时解决'], english: /\bworkarounds?\b/i },
  { term: 'root cause', chinese: '根本原因', refused: ['根因'], english: /\broot cause\b/i },
  { term: 'first response', chinese: '首次响应', refused: ['首次回复', '首响'], english: /\bfirst response\b/i },
  { term: 'next response', chinese: '后续响应', refused: ['后续回复', '再次响应'], english: /\bnext[ -]response\b/i },
  { term: 'internal note', chinese: '内部备注', refused: ['内部注释', '内部笔记'], english: /\binternal notes?\b/i },
  { term: 'disputed answer', chinese: '争议', refused: ['异议', '申诉'], english: /(disputes?|disputed)\b/i },
  { term: 'worker', chinese: '后台进程', refused: ['后台任务', '工作进程', '后台处理'], english: /\bworkers?\b/i },
  { term: 'organisation', chinese: '组织', refused: ['机构', '公司客户'], english: /\borganisations?\b/i },
  { term: 'article', chinese: '文章', refused: ['条目', '文档'], english: /\barticles?\b/i },
  // No terms of the domain, but words of every screen.
  { term: 'loading', chinese: '加载', refused: ['载入', '重新加载', '重新载入'] },
  { term: 'optional', chinese: '选填', refused: ['可不填', '可不选', '可选填', '非必填'], english: /\(optional\)/i },
  { term: 'version', chinese: '版本', refused: ['第 {version} 版', '第一版'] },
  {
    term: 'weekday',
    chinese: '周一',
    refused: ['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日', '礼拜'],
  },
]

/** Every text of a language by its name, such as `desk.queue.title`. */
function messages(locale: string): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (value: unknown, name: string) => {
    if (typeof value === 'string') found.set(name, value)
    else for (const [key, inner] of Object.entries(value as object)) walk(inner, `${name}.${key}`)
  }
  for (const file of readdirSync(path.join(root, 'messages', locale)))
    walk(JSON.parse(readFileSync(path.join(root, 'messages', locale, file), 'utf8')), path.basename(file, '.json'))
  return found
}

/** Chinese that stands in code: every run of a source file with Chinese letters, named by its file. */
const fixed = ['public/sw.js', 'app/(manage)/manage/policies/calendars/hours.ts', 'app/_promises/duration.ts']
const chinese = new Map([
  ...messages('zh-CN'),
  ...fixed.map((file) => [file, readFileSync(path.join(root, file), 'utf8')] as const),
])
const english = messages('en')

const without = (text: string, words: string[] = []) => words.reduce((rest, word) => rest.replaceAll(word, '·'), text)

describe('every term has one Chinese word', () => {
  it.each(terms)('$term is always $chinese', ({ refused = [], unless, except }) => {
    const found = [...chinese].flatMap(([name, text]) =>
      refused
        .filter((word) => !except?.test(name) && without(text, unless).includes(word))
        .map((word) => `${name}: ${word}`),
    )
    expect(found).toEqual([])
  })

  it.each(terms.filter(({ english }) => english))(
    'where the English text has $term, the Chinese one has $chinese',
    ({ english: says, chinese: word, looseIn }) => {
      const matching = [...english].filter(
        ([name, text]) => says!.test(text.replace(/\{\w+/g, '')) && !looseIn?.test(name),
      )
      expect(matching.length).toBeGreaterThan(0)
      const lacking = matching.filter(([name]) => !chinese.get(name)?.includes(word))
      expect(lacking.map(([name, text]) => `${name}: ${text} | ${chinese.get(name)}`)).toEqual([])
    },
  )

  it('the glossary lists the same words', () => {
    const rows = readFileSync(path.join(root, 'docs/glossary.md'), 'utf8').split('\n')
    const named = new Map(
      rows.map((row) => row.split('|').map((cell) => cell.trim())).map((cells) => [cells[1], cells[2]]),
    )
    const other = terms.filter(({ term, chinese: word }) => named.has(term) && !named.get(term)!.includes(word))
    expect(other.map(({ term, chinese: word }) => `${term}: ${named.get(term)}, and here ${word}`)).toEqual([])
  })
})

describe('a Chinese text', () => {
  const full = [...messages('zh-CN')]
  it('has a space between Chinese and Latin letters or digits', () => {
    const tight = /[\p{Script=Han}][A-Za-z0-9]|[A-Za-z0-9][\p{Script=Han}]/u
    expect(
      full
        .filter(([, text]) => tight.test(text.replace(/\{\w+, (plural|select)[^{]*/g, '')))
        .map(([name, text]) => `${name}: ${text}`),
    ).toEqual([])
  })

  it('has full-width punctuation after Chinese characters, and no space before the percent sign', () => {
    const half = /[\p{Script=Han}][,;:?!()]|[,;:?!(][\p{Script=Han}]|[\d}] %/u
    expect(full.filter(([, text]) => half.test(text.replace(/\{\w+, (plural|select),?/g, '')))).toEqual([])
  })
})
