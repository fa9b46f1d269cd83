import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { type Outgoing, OutgoingRefused, requireSuccess } from '../outgoing/outgoing'

/** Sends to group chats through their incoming webhooks, with the bodies and signatures that each vendor documents. */

export interface ChatMessage {
  title: string
  lines: string[]
  /** The first link is the message's button. */
  links: { label: string; url: string }[]
  /** The instant that is signed. */
  now: Date
}

export interface ChatTarget {
  url: string
  /** The signing secret of Feishu and DingTalk, when the group requires signatures. */
  secret: string | null
}

const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('base64')

/** Escapes Slack's three control characters, so that a subject can contain neither links nor mentions. */
const slackText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

const lookalikes: Record<string, string> = {
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '*': '＊',
  '`': 'ˋ',
  '#': '＃',
}
/**
 * Replaces Markdown characters by similar ones, since not every vendor's Markdown has escapes: a subject must not become
 * a link.
 */
const flatText = (text: string) => text.replace(/[[\]<>*`#]/g, (sign) => lookalikes[sign] ?? sign).replace(/\s+/g, ' ')

/** Cuts a text to at most `bytes` bytes of UTF-8, between code points, ending with "…"; WeCom's limit is in bytes. */
function cutToBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let cut = ''
  for (const sign of text) {
    if (Buffer.byteLength(cut) + Buffer.byteLength(sign) > bytes - 3) break
    cut += sign
  }
  return `${cut}…`
}

const wecomBytes = 4_096
const slackSection = 3_000

/** @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks; others take the same `text` */
export function slackBody({ title, lines, links }: ChatMessage) {
  const words = [`*${slackText(title)}*`, ...lines.map(slackText)].join('\n')
  const [button, ...others] = links
  const listed = links.map(({ label, url }) => `<${url}|${slackText(label)}>`).join('\n')
  return {
    text: listed ? `${words}\n${listed}` : words,
    blocks: [
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: [words, ...others.map(({ label, url }) => `<${url}|${slackText(label)}>`)]
            .join('\n')
            .slice(0, slackSection),
        },
      },
      ...(button
        ? [
            {
              type: 'actions',
              elements: [
                {
                  type: 'button',
                  style: 'danger',
                  text: { type: 'plain_text', text: button.label.slice(0, 75) },
                  url: button.url,
                },
              ],
            },
          ]
        : []),
    ],
  }
}

/**
 * @see https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot; the key is timestamp and secret, the text
 *   empty
 */
export function feishuBody({ title, lines, links, now }: ChatMessage, secret: string | null) {
  const timestamp = String(Math.floor(now.getTime() / 1_000))
  return {
    ...(secret ? { timestamp, sign: hmac(`${timestamp}\n${secret}`, '') } : {}),
    msg_type: 'interactive',
    card: {
      config: { wide_screen_mode: true },
      header: { title: { tag: 'plain_text', content: title }, template: 'red' },
      elements: [
        { tag: 'div', text: { tag: 'plain_text', content: lines.join('\n') || title } },
        ...(links.length > 0
          ? [
              {
                tag: 'action',
                actions: links.map(({ label, url }, place) => ({
                  tag: 'button',
                  type: place === 0 ? 'danger' : 'default',
                  text: { tag: 'plain_text', content: label },
                  url,
                })),
              },
            ]
          : []),
      ],
    },
  }
}

/** @see https://open.dingtalk.com/document/robots/custom-robot-access */
export function dingTalkBody({ title, lines, links }: ChatMessage) {
  const [button, ...others] = links
  const text = [
    `### ${flatText(title)}`,
    ...lines.map(flatText),
    ...others.map(({ label, url }) => `[${flatText(label)}](${url})`),
  ].join('\n\n')
  if (!button) return { msgtype: 'markdown', markdown: { title, text } }
  return { msgtype: 'actionCard', actionCard: { title, text, singleTitle: button.label, singleURL: button.url } }
}

/** Returns the URL with timestamp (ms) and signature in its query; unchanged without a secret. */
export function dingTalkUrl({ url, secret }: ChatTarget, now: Date): string {
  if (!secret) return url
  const signed = new URL(url)
  const timestamp = String(now.getTime())
  signed.searchParams.set('timestamp', timestamp)
  signed.searchParams.set('sign', hmac(secret, `${timestamp}\n${secret}`))
  return signed.href
}

/** @see https://developer.work.weixin.qq.com/document/path/91770; the URL contains the key, so there is no signature */
export function wecomBody({ title, lines, links }: ChatMessage) {
  const listed = links.map(({ label, url }) => `[${flatText(label)}](${url})`)
  const tail = listed.length > 0 ? `\n${listed[0]}` : ''
  const words = [`**${flatText(title)}**`, ...lines.map(flatText), ...listed.slice(1)].join('\n')
  // The acknowledge link comes last and is never cut off.
  const content = cutToBytes(words, wecomBytes - Buffer.byteLength(tail)) + tail
  return { msgtype: 'markdown', markdown: { content } }
}

/** These vendors answer a refusal with HTTP 200 and their own code. */
const vendorAnswer = z.object({
  errcode: z.number().optional(),
  code: z.number().optional(),
  StatusCode: z.number().optional(),
})
/** Codes for busy or rate limited ("not now"): Feishu 9499 and 11232, DingTalk 130101 and -1, WeCom 45009 and -1. */
const retryableCodes = new Set([-1, 9_499, 11_232, 45_009, 130_101])

function requireAccepted(status: number, body: string): void {
  let read: unknown
  try {
    read = JSON.parse(body)
  } catch {
    return
  }
  const known = vendorAnswer.safeParse(read)
  const code = known.success ? (known.data.errcode ?? known.data.code ?? known.data.StatusCode ?? 0) : 0
  if (code !== 0) throw new OutgoingRefused(!retryableCodes.has(code), `${status} ${body.slice(0, 200)}`)
}

export type ChatKind = 'slack' | 'feishu' | 'dingtalk' | 'wecom'

/** Returns a function that posts a message to a group and returns the vendor's answer. @throws OutgoingRefused */
export function openChat(send: Outgoing) {
  return async (kind: ChatKind, target: ChatTarget, message: ChatMessage): Promise<string> => {
    const url = kind === 'dingtalk' ? dingTalkUrl(target, message.now) : target.url
    const body = {
      slack: () => slackBody(message),
      feishu: () => feishuBody(message, target.secret),
      dingtalk: () => dingTalkBody(message),
      wecom: () => wecomBody(message),
    }[kind]()
    const answer = await send({
      url,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
    })
    const response = requireSuccess(answer)
    if (kind !== 'slack') requireAccepted(answer.status, answer.body)
    return response
  }
}
