/** What a ticket's form, files or thread may have given already, in the order in which a warning lists it. */
export const topics = [
  'sdkVersion',
  'platform',
  'region',
  'carrier',
  'errorCode',
  'channel',
  'userIds',
  'startedAt',
  'logs',
] as const
export type Topic = (typeof topics)[number]

interface TopicRule {
  /** A sentence that asks and names the topic asks for it. */
  named: RegExp
  /** A sentence with this is about something else, for example a version to upgrade to. */
  unless?: RegExp
  /** A line of a customer's message that gives it. Absent: only the form or a file gives it. */
  given?: RegExp
}

const versionNumber = /\d+\.\d+/
/** Latin words are matched as whole words, since `ios` is also in "scenarios"; Chinese has no spaces between words. */
const words = (latin: string, chinese: string) => new RegExp(`\\b(?:${latin})\\b|${chinese}`, 'i')

/**
 * The words by which a topic is asked for or given, in English and Chinese. To add a topic: a key above, a line here, a
 * name in messages/<locale>/desk.json under `composer.given.topic`, and rows in the test.
 */
export const topicRules: Record<Topic, TopicRule> = {
  sdkVersion: {
    named: words(
      'sdk(?: or (?:its )?version)?|which version|what version|version (?:number|of the sdk|are you|do you)',
      'sdk ?的?版本|哪个版本|什么版本|版本号|版本是',
    ),
    unless: new RegExp(
      `${versionNumber.source}|\\b(?:upgrade|update|downgrade|newer|latest)\\b|升级|更新到|回退|最新`,
      'i',
    ),
    given: new RegExp(`(?:\\bsdk\\b|\\bversion\\b|版本)[^\\n]{0,30}?${versionNumber.source}`, 'i'),
  },
  platform: {
    named: words(
      'which (?:platform|os|operating system)s?|what (?:platform|os|operating system)s?',
      '(?:哪个|哪些|什么)(?:平台|系统|端)|平台是',
    ),
    given: words(
      'android|ios|iphone|ipad|windows|macos|linux|electron|flutter|react native|unity|unreal',
      '安卓|苹果|小程序|鸿蒙',
    ),
  },
  region: {
    named: words(
      'which (?:region|country|countries|city|area)s?|what (?:region|country)|where are (?:the|your|these) users',
      '(?:哪个|哪些|什么)(?:地区|国家|区域|城市)|用户在哪|所在地区',
    ),
  },
  carrier: {
    named: words(
      'which (?:carrier|isp|operator|network)s?|what (?:carrier|isp|operator|network)',
      '(?:哪个|哪些|什么|哪家)(?:运营商|网络)|运营商是',
    ),
  },
  errorCode: {
    named: words('error codes?|which error|what error', '错误码|报错(?:码|信息)?是|什么错误|什么报错'),
    given: /(?:\berror(?: code)?\b|\bcode\b|错误码|报错)[^\n]{0,20}?-?\d{2,}|\b[A-Z]{2,}_[A-Z_]{3,}\b/i,
  },
  channel: {
    named: words(
      'channel (?:name|id)s?|room (?:name|id)s?|which (?:channel|room)s?|what (?:channel|room)',
      '(?:频道|房间)(?:名|号|ID)|(?:哪个|哪些|什么)(?:频道|房间)',
    ),
    given:
      /(?:\bchannel\b|\broom\b|频道|房间)(?:[ _-]?(?:name|id)|名|号|ID)?\s*(?:[:：=是为]|\bis\b)?\s*[\w-]*\d[\w-]*/i,
  },
  userIds: {
    named: words('user ?ids?|uids?|which users?', '用户 ?ID|UID|(?:哪个|哪些)用户'),
    given: /(?:\bu(?:ser[ _-]?)?ids?\b|用户 ?ID)\s*(?:[:：=是为]|\b(?:is|are)\b)?\s*[\w-]*\d[\w-]*/i,
  },
  startedAt: {
    named: words(
      'when did (?:it|this|the)|what time|since when|start(?:ed|ing) time|time of the (?:problem|issue)|when (?:it|this) (?:started|began|happened)',
      '什么时候|何时|几点|什么时间|发生时间|(?:开始|出现)的?时间',
    ),
    given: /\b\d{1,2}:\d{2}\b|\d{1,2} ?点(?:半|\d{1,2})?/,
  },
  logs: {
    named: words('logs?|log files?', '日志'),
    unless: words(
      'log (?:in|out|on)|(?:from|in|read|see) (?:the|your) logs?',
      '(?:从|查看|根据)(?:您的|你的)?日志|日志(?:显示|中|里)',
    ),
  },
}
