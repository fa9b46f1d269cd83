import { describe, expect, it } from 'vitest'
import { askedAgain, factsGiven, isHollow, type ToldTicket } from './rules'
import { topics } from './topics.rules'

const nothing: ToldTicket = {
  sdkVersion: '',
  platforms: [],
  region: '',
  carrier: '',
  errorCodes: [],
  channelId: '',
  userIds: '',
  startedAt: '',
  messages: [],
}
const everything: ToldTicket = {
  sdkVersion: '4.6.1',
  platforms: ['Android', 'iOS'],
  region: 'Indonesia',
  carrier: 'Telkomsel',
  errorCodes: ['-10008'],
  channelId: 'live_8812',
  userIds: 'u_1, u_2',
  startedAt: '24 Nov, 02:00',
  messages: [{ seq: 1, at: new Date(0), body: 'All messages vanish.', fileNames: ['client.log'] }],
}
const topicsAsked = (body: string) => askedAgain(body, factsGiven(everything)).map(({ topic }) => topic)
const said = (body: string, fileNames: string[] = []) =>
  factsGiven({ ...nothing, messages: [{ seq: 3, at: new Date(0), body, fileNames }] })

describe('a reply that asks for what was already given', () => {
  it.each([
    ['Which SDK version do you use?', ['sdkVersion']],
    ['Please tell us the SDK and the platform. Which platform is it?', ['sdkVersion', 'platform']],
    ['Could you send us the logs', ['logs']],
    ['Please attach the log files of both users.', ['logs']],
    ['What error code do you get?', ['errorCode']],
    ['We need the channel name and the user IDs.', ['channel', 'userIds']],
    ['When did it start?', ['startedAt']],
    ['Hi! Which region are the users in, and which carrier?', ['region', 'carrier']],
    ['您好，请提供 SDK 版本和错误码。', ['sdkVersion', 'errorCode']],
    ['请问用的是哪个版本', ['sdkVersion']],
    ['麻烦发一下日志', ['logs']],
    ['请问是什么时候开始的？', ['startedAt']],
    ['能否告知房间号和用户 ID？', ['channel', 'userIds']],
    ['用户在哪个国家？用的哪家运营商？', ['region', 'carrier']],
    ['是哪个平台出现的问题？', ['platform']],
  ])('%s', (body, expected) => {
    expect(topicsAsked(body)).toEqual(expected)
  })
})

describe('a reply that does not ask for it', () => {
  it.each([
    'Please upgrade to SDK version 4.6.2.',
    'Could you try the latest SDK?',
    'Your SDK version has a known bug.',
    'Please log in again.',
    'Could you check what you see in the logs after a restart?',
    'We found the error code -10008 in the log.',
    'Does it also happen with one user on a wired network?',
    'Which of the two scenarios fails first?',
    '> Which SDK version do you use?\n\nThank you for the answer.',
    '```\nplease send the logs\n```\nThis is what the server printed.',
    '请升级到 4.6.2 版本 SDK。',
    '从日志中可以看到重连，请问当时是否切换了网络？',
    '请重新登录后再试。',
    '',
  ])('%s', (body) => {
    expect(topicsAsked(body)).toEqual([])
  })

  it('is not warned about anything that the ticket does not give', () => {
    const asksAll = 'Which SDK version, which platform, which region, which error code? Please send the logs.'
    expect(askedAgain(asksAll, factsGiven(nothing))).toEqual([])
  })
})

describe('what a ticket gives', () => {
  it('is taken from the form first, one fact for each topic', () => {
    expect(factsGiven(everything).map(({ topic }) => topic)).toEqual([...topics])
    const [first] = factsGiven({
      ...everything,
      messages: [{ seq: 1, at: new Date(0), body: 'SDK 3.0.0', fileNames: [] }],
    })
    expect(first).toEqual({ topic: 'sdkVersion', line: '4.6.1', from: { kind: 'form' } })
  })

  it.each([
    ['We run SDK v4.6.1 since Monday', 'sdkVersion'],
    ['SDK 版本：4.6.1', 'sdkVersion'],
    ['It only happens on iOS 18.', 'platform'],
    ['只有安卓有问题', 'platform'],
    ['error code -10008', 'errorCode'],
    ['ERR_CONNECTION_LOST in every room', 'errorCode'],
    ['错误码 10008', 'errorCode'],
    ['room: live_8812', 'channel'],
    ['频道名 abc123', 'channel'],
    ['uid=8812', 'userIds'],
    ['用户 ID：u_17', 'userIds'],
    ['It began at 02:10.', 'startedAt'],
    ['凌晨 2 点开始', 'startedAt'],
  ])('is read from the line "%s" of a message', (line, topic) => {
    expect(said(`Hello,\n${line}\nThank you`)).toContainEqual({
      topic,
      line,
      from: { kind: 'message', seq: 3, at: new Date(0) },
    })
  })

  it.each([
    'Nobody hears anything in the scenarios we tested.',
    'The room is silent.',
    'We get an error when we join.',
    'It started this morning.',
    '所有频道都没有声音',
  ])('is not read from "%s"', (line) => {
    expect(said(line)).toEqual([])
  })

  it('includes a log file, and no picture', () => {
    expect(said('See the file', ['screen.png'])).toEqual([])
    expect(said('See the file', ['screen.png', 'client.log.gz'])).toEqual([
      { topic: 'logs', line: 'client.log.gz', from: { kind: 'file' } },
    ])
  })

  it('is cut to one readable line', () => {
    const [fact] = said(`SDK version 4.6.1 ${'x'.repeat(500)}`)
    expect(fact!.line).toHaveLength(120)
  })
})

describe('a hollow reply', () => {
  it.each([
    'Recorded, we will look later.',
    'We are looking into it.',
    'Thank you for your patience.',
    'Our team is on it and will get back to you soon.',
    '已记录，我们会尽快处理。',
    '感谢您的耐心等待。',
    '我们正在跟进，有进展会联系您。',
  ])('%s', (body) => {
    expect(isHollow(body, 'update', false)).toBe(true)
  })

  it.each([
    'Does it also happen on a wired network?',
    'The messages were dropped because the queue was full.',
    'Set `reliable: true` for these messages.',
    'Restart the client as a workaround.',
    'The next update comes by 10:30.',
    'We will write again in 30 minutes.',
    'Fixed in the release of today.',
    '由于消息队列已满，消息被丢弃。',
    '请将重试次数设置为 5。',
    '下一次更新：30 分钟内。',
    '是否只在弱网下出现？',
    'See https://example.com/kb/lost-messages',
  ])('is not: %s', (body) => {
    expect(isHollow(body, 'update', false)).toBe(false)
  })

  it('is not one that is being begun, an acknowledgement, or one with a file', () => {
    expect(isHollow('We are', 'update', false)).toBe(false)
    expect(isHollow('我们', 'update', false)).toBe(false)
    expect(isHollow('We are looking into it.', 'acknowledgement', false)).toBe(false)
    expect(isHollow('We are looking into it.', 'diagnosis', true)).toBe(false)
  })
})

it('long texts are judged in linear time', () => {
  const body = `${'please '.repeat(5_000)}${'1.'.repeat(5_000)}${'a'.repeat(20_000)}`
  expect(askedAgain(body, factsGiven(everything))).toEqual([])
  expect(said('room '.repeat(20_000))).toEqual([])
})
