import { randomUUID } from 'node:crypto'
import type { Viewer } from '@/server/accounts/schema'
import type { ServiceContext } from '@/server/infra/context'
import type { Db } from '@/server/infra/db/db'
import { enqueueNothing } from '@/server/infra/jobs/jobs'
import { fileTicket } from '@/server/tickets/filing/filing'
import { closeResolvedTicket, settleTicketClocks } from '@/server/tickets/clocks/clocks'
import { explainBreachInput } from '@/server/tickets/breaches/schema'
import { explainBreach } from '@/server/tickets/breaches/breaches'
import { giveTicketSchema } from '@/server/handoff/schema'
import { handOverTicket } from '@/server/handoff/briefs'
import { addNote, answerTicket, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { answerSchema, customerReplySchema, noteSchema } from '@/server/tickets/conversation/schema'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { setSeveritySchema, setStatusSchema } from '@/server/tickets/triage/schema'
import { assignTicket, setSeverity, setStatus } from '@/server/tickets/triage/triage'
import { pastTickets } from './demo-history'

export interface DemoCast {
  customer: Viewer
  lead: Viewer
  otherCustomer: Viewer
  engineer: Viewer
  second: Viewer
  manager: Viewer
}
export interface DemoProjects {
  voice: string
  live: string
  tutor: string
}

/** Tells the demo's stories with a clock of its own, through the same services as everybody. */
export async function tellDemoStories(db: Db, now: Date, cast: DemoCast, projects: DemoProjects): Promise<void> {
  let at = now
  const ctx: ServiceContext = { db, now: () => at, enqueue: enqueueNothing }
  const minutesAgo = (minutes: number) => {
    at = new Date(now.getTime() - minutes * 60_000)
  }
  const settle = async (reference: string) => {
    const ticket = await db.ticket.findUniqueOrThrow({ where: { reference }, select: { id: true } })
    await settleTicketClocks(ctx, ticket.id)
  }
  const file = async (viewer: Viewer, input: Record<string, unknown>) =>
    (await fileTicket(ctx, viewer, fileTicketSchema.parse({ clientKey: randomUUID(), ...input }))).reference
  const answer = (viewer: Viewer, reference: string, kind: string, body: string, more: Record<string, unknown> = {}) =>
    answerTicket(ctx, viewer, answerSchema.parse({ reference, clientKey: randomUUID(), kind, body, ...more }))
  const reply = (viewer: Viewer, reference: string, body: string) =>
    replyAsCustomer(ctx, viewer, customerReplySchema.parse({ reference, clientKey: randomUUID(), body }))

  // Two months of ordinary support. What was resolved longer than 14 days ago is closed.
  for (const past of pastTickets) {
    const filedAt = past.daysAgo * 1_440
    minutesAgo(filedAt)
    const reference = await file(cast[past.by], {
      projectId: projects[past.project],
      scenario: past.scenario,
      product: past.product,
      severity: past.severity,
      subject: past.subject,
      body: past.body,
    })
    const told = [
      // S1 and S2 are resolved only with their root cause told.
      { ...past.diagnosis, kind: past.workaround ? 'root_cause' : 'diagnosis' },
      ...(past.workaround ? [{ ...past.workaround, kind: 'workaround' }] : []),
      ...(past.updates ?? []).map((update) => ({ ...update, kind: 'update' })),
      { ...past.fix, kind: 'fix', then: 'resolved' },
    ]
    const { id } = await db.ticket.findUniqueOrThrow({ where: { reference }, select: { id: true } })
    for (const [index, { after, kind, body, ...more }] of told.entries()) {
      minutesAgo(filedAt - after)
      await settleTicketClocks(ctx, id)
      await answer(index % 2 === 0 ? cast.engineer : cast.second, reference, kind, body, more)
    }
    minutesAgo(Math.max(0, filedAt - past.fix.after - 14 * 1_440 - 1))
    await closeResolvedTicket(ctx, id)
  }

  // The story that started it: messages vanish on launch night. Answered in time, root cause found, still open.
  minutesAgo(190)
  const launch = await file(cast.customer, {
    projectId: projects.voice,
    scenario: 'voice_chat_room',
    product: 'real_time_messaging',
    severity: 'S1',
    subject: 'Voice-room messages lost on mobile networks since the launch in Indonesia',
    body: 'Launched in Indonesia at 20:00 Jakarta time. Since about 01:30 gift and mic-seat messages in voice rooms vanish: the sender sees success, others in the room get nothing. About 3 % of messages, 40,000 users online.',
    impact: { production: 'yes', users: 'many', otherWay: 'no' },
    platforms: ['android', 'ios'],
    sdkVersion: '4.6.1',
    region: 'Indonesia',
    carrier: '4G',
    errorCodes: ['-10008'],
    channelId: 'idn_vc_20817',
  })
  minutesAgo(182)
  await answer(
    cast.engineer,
    launch,
    'question',
    'Which two messages can you name that were lost, with their IDs and times? Does the same room lose anything on Wi-Fi?',
  )
  minutesAgo(171)
  await reply(
    cast.customer,
    launch,
    'Two lost messages: `7f2a` at 02:11:04 and `7f2b` at 02:11:09. On Wi-Fi the same room loses nothing.',
  )
  minutesAgo(160)
  await answer(
    cast.engineer,
    launch,
    'diagnosis',
    'Only on mobile networks, and only messages above 1,200 bytes: they travel in two fragments and the second is lost. A workaround follows.',
  )
  minutesAgo(133)
  await answer(
    cast.engineer,
    launch,
    'workaround',
    'Carry room signalling over TCP and acknowledge in the application. Both take effect through remote configuration; no release is needed.\n\n```ts\nclient.setParameters({ transport: "tcp" })\nroom.send(message, { id: messageId, retry: { times: 3, backoffMs: 400 } })\n```',
  )
  minutesAgo(120)
  await addNote(
    ctx,
    cast.second,
    noteSchema.parse({
      reference: launch,
      clientKey: randomUUID(),
      body: 'One edge site drops fragments since the 01:20 rollout. A drain is planned; do not name the node before it is done.',
    }),
  )
  minutesAgo(96)
  await settle(launch)
  await answer(
    cast.engineer,
    launch,
    'root_cause',
    'One of our edge sites drops fragmented UDP. You need not roll back: TCP avoids it, and traffic is leaving that site.',
  )
  minutesAgo(90)
  await setSeverity(
    ctx,
    cast.engineer,
    setSeveritySchema.parse({
      reference: launch,
      to: 'S2',
      reason: 'The workaround is live in all rooms; loss is down to 0.2 %.',
    }),
  )
  minutesAgo(40)
  await answer(
    cast.engineer,
    launch,
    'update',
    'The drain of that site is prepared and starts within the hour. Keep TCP on until I confirm here.',
  )

  // Waiting on the customer, with a question.
  minutesAgo(600)
  const echo = await file(cast.lead, {
    projectId: projects.voice,
    scenario: 'voice_chat_room',
    product: 'voice_call',
    severity: 'S3',
    subject: '佩戴有线耳机时对方听到回声，仅部分机型',
    body: '部分 Android 机型插入有线耳机后，房间里其他人能听到自己的回声。扬声器模式下没有问题。',
    impact: { production: 'yes', users: 'few', otherWay: 'with_effort' },
    platforms: ['android'],
    sdkVersion: '4.6.1',
  })
  minutesAgo(560)
  await answer(cast.second, echo, 'question', '请提供一台可复现设备的型号和系统版本，以及复现时段的 SDK 日志。', {
    then: 'waiting_on_customer',
  })

  // On hold, with a reason the customer sees.
  minutesAgo(2_900)
  const recording = await file(cast.otherCustomer, {
    projectId: projects.live,
    scenario: 'show_live_streaming',
    product: 'interactive_live_streaming',
    severity: 'S2',
    subject: 'Viewers see a black picture for 5 seconds after the host reconnects',
    body: 'After the host loses the network for a moment, viewers on the web player see black for about five seconds although audio continues.',
    impact: { production: 'yes', users: 'many', otherWay: 'with_effort' },
    platforms: ['web'],
    region: 'Malaysia',
  })
  minutesAgo(2_860)
  await answer(
    cast.second,
    recording,
    'diagnosis',
    'The player waits for the next key frame; the host sends one every five seconds. Reproduced here with your settings.',
  )
  minutesAgo(2_700)
  await answer(
    cast.second,
    recording,
    'workaround',
    'Set the key-frame interval to one second in the live profile until the fix is out.',
  )
  minutesAgo(2_690)
  await setStatus(
    ctx,
    cast.second,
    setStatusSchema.parse({ reference: recording, to: 'on_hold', reason: 'The fix ships with SDK 4.6.2 on Monday.' }),
  )

  // Resolved with a fix.
  minutesAgo(9_000)
  const token = await file(cast.customer, {
    projectId: projects.tutor,
    scenario: 'spoken_language_tutor',
    product: 'conversational_ai',
    severity: 'S2',
    subject: 'The tutor keeps talking after the learner interrupts',
    body: 'When a learner starts to speak, the assistant goes on for one to two seconds before it stops. It happened rarely before the last release.',
    impact: { production: 'yes', users: 'few', otherWay: 'no' },
    sdkVersion: '4.6.0',
  })
  minutesAgo(8_960)
  await answer(
    cast.engineer,
    token,
    'diagnosis',
    'The new release raised the voice-activity threshold. Your learners speak quietly; the detector waits too long.',
  )
  minutesAgo(8_700)
  await answer(
    cast.engineer,
    token,
    'root_cause',
    'The default of the detection threshold changed from 0.4 to 0.6 in 4.6.0 without a note in the changelog.',
  )
  minutesAgo(8_500)
  await answer(
    cast.engineer,
    token,
    'fix',
    'SDK 4.6.1 restores the old default and documents the setting. With 4.6.0, set it to 0.4 by hand.',
    { then: 'resolved' },
  )

  // Breached: the answer came late, and the record says so.
  minutesAgo(5_000)
  const late = await file(cast.otherCustomer, {
    projectId: projects.live,
    scenario: 'live_commerce',
    product: 'interactive_live_streaming',
    severity: 'S2',
    subject: '商品卡片消息乱序，补拉历史后仍缺失',
    body: '直播间内商品卡片消息到达顺序与发送顺序不一致，断线重连后补拉历史消息，仍有少量缺失。',
    impact: { production: 'yes', users: 'many', otherWay: 'with_effort' },
    platforms: ['ios', 'android'],
  })
  minutesAgo(4_700)
  await settle(late)
  minutesAgo(4_660)
  await answer(
    cast.engineer,
    late,
    'diagnosis',
    '消息按到达时间显示，没有按服务端序号排序；补拉只取了最近 100 条。请按序号排序，并按断线时间分页补拉。',
  )
  minutesAgo(4_300)
  const missed = await db.slaClock.findFirstOrThrow({
    where: { ticket: { reference: late }, metric: 'first_response', breachedAt: { not: null } },
    select: { id: true },
  })
  await explainBreach(
    ctx,
    cast.manager,
    explainBreachInput.parse({
      reference: late,
      clockId: missed.id,
      code: 'handoff',
      words: 'Filed while the shift changed; neither of the two took it. Handoffs now carry a brief.',
    }),
  )

  // A question, not yet answered.
  minutesAgo(300)
  await file(cast.lead, {
    projectId: projects.tutor,
    scenario: 'going_overseas',
    product: 'voice_call',
    severity: 'S4',
    subject: 'Which ports must a hospital firewall open for relayed calls?',
    body: 'One of our customers runs behind a strict firewall. Which ports and protocols are needed for relayed calls over TLS?',
    impact: { production: 'no', users: 'few', otherWay: 'yes' },
  })

  // New and running.
  minutesAgo(25)
  const crash = await file(cast.customer, {
    projectId: projects.tutor,
    scenario: 'ai_assistant',
    product: 'conversational_ai',
    severity: 'S3',
    subject: 'Token renewal callback fires twice on the web SDK',
    body: 'With two tabs open the renewal callback fires in both, and the second renewal invalidates the first.',
    impact: { production: 'yes', users: 'few', otherWay: 'with_effort' },
    platforms: ['web'],
    sdkVersion: '4.6.1',
  })
  minutesAgo(20)
  const ticket = await db.ticket.findUniqueOrThrow({ where: { reference: crash }, select: { reference: true } })
  await assignTicket(ctx, cast.engineer, { reference: ticket.reference, assigneeId: cast.second.userId })

  // Its engineer hands it over; nobody has accepted it yet.
  minutesAgo(4)
  const handed = {
    known: 'Both tabs hold the same token and renew it in the same second. The second renewal makes the first invalid.',
    tried: 'Seen with two tabs in Chrome and Firefox, not in Safari. One tab alone never shows it.',
    promised: 'Nothing yet beyond the plan’s first response.',
    note: 'They use a service worker: ask whether the renewal could live there.',
  }
  await handOverTicket(
    ctx,
    cast.second,
    giveTicketSchema.parse({ reference: crash, toId: cast.engineer.userId, ...handed }),
  )
  minutesAgo(0)
}
