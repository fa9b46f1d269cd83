import type { Severity } from '@/server/vocabulary/severity'

/** A ticket of the past weeks, told in minutes after its filing; what is absent did not happen. */
export interface PastTicket {
  daysAgo: number
  by: 'customer' | 'lead' | 'otherCustomer'
  project: 'voice' | 'live' | 'tutor'
  scenario: string
  product: string
  severity: Severity
  subject: string
  body: string
  diagnosis: { after: number; body: string }
  workaround?: { after: number; body: string }
  /** The updates that were promised meanwhile. */
  updates?: { after: number; body: string }[]
  fix: { after: number; body: string }
}

/** Two months of ordinary support, so that the manager's page has something true to say. */
export const pastTickets: PastTicket[] = [
  {
    daysAgo: 58,
    by: 'customer',
    project: 'voice',
    scenario: 'voice_chat_room',
    product: 'voice_call',
    severity: 'S2',
    subject: 'Listeners hear the host twice after switching to a headset',
    body: 'When the host plugs in a wired headset, listeners hear an echo of the host for as long as the room is open.',
    diagnosis: { after: 38, body: 'Echo cancellation is not restarted on a route change. Reproduced on two phones.' },
    workaround: { after: 200, body: 'Leave and join again after the route change; the canceller then starts afresh.' },
    updates: [{ after: 420, body: 'The fix is in review and will be in the next patch release.' }],
    fix: { after: 610, body: 'SDK 4.5.3 restarts the canceller on every route change.' },
  },
  {
    daysAgo: 51,
    by: 'otherCustomer',
    project: 'live',
    scenario: 'show_live_streaming',
    product: 'interactive_live_streaming',
    severity: 'S3',
    subject: 'Viewer count differs between two regions',
    body: 'The dashboard shows about 4 % fewer viewers in the second region than our own count.',
    diagnosis: { after: 300, body: 'The second region counts a viewer once a minute and misses short visits.' },
    fix: { after: 2_600, body: 'Both regions now count by session. Yesterday’s figures are corrected.' },
  },
  {
    daysAgo: 44,
    by: 'lead',
    project: 'voice',
    scenario: 'one_to_one_social',
    product: 'voice_call',
    severity: 'S2',
    subject: '弱网下通话接通后前三秒无声',
    body: '在丢包率较高的网络下，接通后大约三秒对方听不到声音，之后恢复正常。',
    diagnosis: { after: 52, body: '首个关键参数包丢失后重传间隔过长，已用弱网工具复现。' },
    workaround: { after: 330, body: '将入会探测提前到响铃阶段，可避免首包等待。' },
    updates: [{ after: 560, body: '修复正在灰度，比例 10%。' }],
    fix: { after: 700, body: '服务端已缩短首包重传间隔，无需升级 SDK。' },
  },
  {
    daysAgo: 37,
    by: 'customer',
    project: 'tutor',
    scenario: 'spoken_language_tutor',
    product: 'conversational_ai',
    severity: 'S3',
    subject: 'Transcripts miss the last word of a sentence',
    body: 'The final word of a sentence is missing from the transcript when the learner stops speaking abruptly.',
    diagnosis: { after: 410, body: 'The stream is closed before the recogniser has flushed its last segment.' },
    fix: { after: 3_900, body: 'The recogniser is flushed before the stream closes, from SDK 4.5.4 on.' },
  },
  {
    daysAgo: 30,
    by: 'otherCustomer',
    project: 'live',
    scenario: 'live_commerce',
    product: 'interactive_live_streaming',
    severity: 'S1',
    subject: 'No viewer can open any live room since 20:05',
    body: 'Every viewer gets a timeout when opening a room. Hosts are still connected. Our largest sale of the month began at 20:00.',
    diagnosis: {
      after: 12,
      body: 'Token checks in your region time out. We are moving them to the neighbouring region.',
    },
    workaround: { after: 41, body: 'Checks now run in the neighbouring region. Rooms open again; please confirm.' },
    updates: [{ after: 95, body: 'All rooms opened within two seconds during the last half hour.' }],
    fix: { after: 150, body: 'The overloaded checker was replaced; an alert now fires before it fills.' },
  },
  {
    daysAgo: 26,
    by: 'customer',
    project: 'voice',
    scenario: 'voice_chat_room',
    product: 'real_time_messaging',
    severity: 'S4',
    subject: 'How many messages a second may one room send?',
    body: 'We plan an event with 50,000 people in one room. Which limits apply to messages a second?',
    diagnosis: {
      after: 700,
      body: 'Sixty a second for one room without arrangement; more on request, two days ahead.',
    },
    fix: { after: 1_500, body: 'Your project now has 300 a second for the week of the event.' },
  },
  {
    daysAgo: 22,
    by: 'lead',
    project: 'tutor',
    scenario: 'ai_assistant',
    product: 'conversational_ai',
    severity: 'S2',
    subject: '助手在嘈杂环境中误判为被打断',
    body: '背景有电视声时，助手频繁停下，体验明显变差，线上约 8% 的会话受影响。',
    diagnosis: { after: 95, body: '打断检测把电视人声当作用户语音，需结合声纹与能量判断。' },
    workaround: { after: 460, body: '可先将打断灵敏度调低一档，误判降到 2%。' },
    updates: [{ after: 880, body: '新检测模型正在内部评测。' }],
    fix: { after: 2_700, body: 'SDK 4.6.0 启用新的打断检测，误判低于 0.5%。' },
  },
  {
    daysAgo: 18,
    by: 'otherCustomer',
    project: 'live',
    scenario: 'show_live_streaming',
    product: 'interactive_live_streaming',
    severity: 'S3',
    subject: 'Co-host sees the beauty filter of the host on their own picture',
    body: 'When a co-host joins, the filter of the host is shown on both pictures for about a second.',
    diagnosis: { after: 640, body: 'The preview is drawn before the co-host’s own settings have arrived.' },
    fix: { after: 4_300, body: 'The preview waits for the settings, from SDK 4.6.1 on.' },
  },
  {
    daysAgo: 12,
    by: 'customer',
    project: 'voice',
    scenario: 'voice_chat_room',
    product: 'voice_call',
    severity: 'S2',
    subject: 'Microphone seats stay taken after the speaker has left',
    body: 'In about one of a hundred rooms a seat stays taken for a minute after the speaker has left.',
    diagnosis: { after: 44, body: 'The leave message is lost when the network changes in the same second.' },
    workaround: { after: 240, body: 'Free the seat in your application when no audio has come for ten seconds.' },
    updates: [{ after: 450, body: 'A server-side time limit is being tested.' }],
    fix: { after: 1_100, body: 'The server frees a seat after eight seconds without a heartbeat.' },
  },
]
