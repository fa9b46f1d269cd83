import type { ReplyKind } from '@/server/vocabulary/reply-kind'
import { type Topic, topicRules, topics } from './topics.rules'

/** Something that the ticket already says, and where. */
export interface GivenFact {
  topic: Topic
  /** The form's value, the file's name, or the line of the message. */
  line: string
  from: { kind: 'form' } | { kind: 'file' } | { kind: 'message'; seq: number; at: Date }
}

/** The parts of a ticket in which facts are looked for. */
export interface ToldTicket {
  sdkVersion: string
  platforms: readonly string[]
  region: string
  carrier: string
  errorCodes: readonly string[]
  channelId: string
  userIds: string
  /** Written for the reader, in their zone; empty when the form names none. */
  startedAt: string
  /** The customers' messages, oldest first, each with its public seq. */
  messages: readonly { seq: number; at: Date; body: string; fileNames: readonly string[] }[]
}

const maxLine = 120
const logFile = /\.(?:log|txt|zip|gz|tgz|json|jsonl|xlog)$/i

/** Returns what the ticket gives: at most one fact per topic, the form's before a file's and a message's. */
export function factsGiven(ticket: ToldTicket): GivenFact[] {
  const form: Partial<Record<Topic, string>> = {
    sdkVersion: ticket.sdkVersion,
    platform: ticket.platforms.join(', '),
    region: ticket.region,
    carrier: ticket.carrier,
    errorCode: ticket.errorCodes.join(', '),
    channel: ticket.channelId,
    userIds: ticket.userIds,
    startedAt: ticket.startedAt,
  }
  return topics.flatMap((topic): GivenFact[] => {
    const value = form[topic]?.trim()
    if (value) return [{ topic, line: cut(value), from: { kind: 'form' } }]
    if (topic === 'logs') {
      const name = ticket.messages.flatMap(({ fileNames }) => fileNames).find((file) => logFile.test(file))
      return name === undefined ? [] : [{ topic, line: cut(name), from: { kind: 'file' } }]
    }
    const { given } = topicRules[topic]
    if (!given) return []
    for (const { seq, at, body } of ticket.messages) {
      const line = body.split('\n').find((one) => given.test(one))
      if (line !== undefined) return [{ topic, line: cut(line.trim()), from: { kind: 'message', seq, at } }]
    }
    return []
  })
}

const cut = (text: string) => (text.length > maxLine ? `${text.slice(0, maxLine - 1)}…` : text)

/** Returns the text without code blocks and quotations: only what the author says. */
const ownWords = (body: string) =>
  body
    .replace(/```[\s\S]*?(?:```|$)/g, '\n')
    .split('\n')
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')

const sentencesOf = (body: string) =>
  ownWords(body).match(/[^.!?。！？；;\n]+(?:\.\d[^.!?。！？；;\n]*)*[.!?。！？；;]*/g) ?? []

/** Words by which a sentence asks for something although it has no question mark. */
const asking =
  /[?？]|\b(?:please|kindly|could you|can you|would you|tell us|let us know|we need|provide|share|send us|send me|attach)\b|请|麻烦|能否|可否|是否|提供|告知|告诉|发一下|发给|补充|需要您|吗|哪|什么|几点|何时/i

/** Returns the facts for which this reply asks although the ticket gives them, in the order of the topics. */
export function askedAgain(body: string, given: readonly GivenFact[]): GivenFact[] {
  const questions = sentencesOf(body).filter((sentence) => asking.test(sentence))
  return given.filter(({ topic }) => {
    const { named, unless } = topicRules[topic]
    return questions.some((sentence) => named.test(sentence) && !unless?.test(sentence))
  })
}

/** Shorter texts are still being begun. */
const shortest = 12

const cause =
  /\b(?:because|caused? by|causes?|due to|root cause|reason|turns out|we found|found that|bug|regression|affects?|identified)\b|因为|由于|原因|导致|引起|根因|定位到|发现|缺陷|问题在于/i
const action =
  /\b(?:try|set|use|upgrade|downgrade|update to|restart|disable|enable|switch|change|replace|add|remove|call|configure|reinstall|retry|instead|workaround|fixed|fix|released?|deployed|rolled back|reverted)\b|尝试|设置|使用|升级|降级|重启|关闭|开启|打开|切换|修改|改为|改用|替换|添加|删除|调用|配置|重试|临时方案|绕过|修复|已发布|回滚/i
const date =
  /\b\d{1,2}:\d{2}\b|\b\d{4}-\d{2}-\d{2}\b|\b(?:today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\b(?:in|within|by|every) (?:\d+|an|one|half)\b|\b\d+ ?(?:minutes?|min|hours?|h|days?)\b|今天|今晚|明天|后天|下?周[一二三四五六日天]|\d+ ?(?:点|分钟|小时|天|日|号|月)/i
const evidence = /```|`[^`]+`|https?:\/\//

/**
 * Tells whether a reply says nothing that helps: no question, cause, workaround or date. An acknowledgement is not
 * judged, since it promises no more; neither is a reply with a file, or one that is still being begun.
 */
export function isHollow(body: string, kind: ReplyKind, hasFiles: boolean): boolean {
  if (kind === 'acknowledgement' || hasFiles) return false
  const own = ownWords(body).trim()
  // A Chinese character says as much as two letters.
  const length = [...own].reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 2 : 1), 0)
  if (length < shortest || evidence.test(body)) return false
  return ![asking, cause, action, date].some((pattern) => pattern.test(own))
}
