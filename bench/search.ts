import path from 'node:path'
import { migrate } from '@/scripts/support/migrate'
import { startPostgres } from '@/scripts/support/postgres'
import type { ServiceContext } from '@/server/infra/context'
import { type Db, openDatabase } from '@/server/infra/db/db'
import { enqueueNothing } from '@/server/infra/jobs/jobs'
import { searchTickets } from '@/server/tickets/finding/finding'
import { searchSchema } from '@/server/tickets/finding/schema'
import { dueTickets, runIndexing } from '@/server/tickets/indexing/indexing'
import { makeFastFolder } from '@/tests/support/fast-folder'
import { makeWorld } from '@/tests/support/world'
import { largeDesk } from './desk-data'
import { atLeast, below } from './page-measures'
import { type Measure, percentile } from './report'

const english =
  'audio message room user token after before network error join leave video frozen black screen echo noise lost reconnect timeout server client version upgrade android device speaker microphone permission callback event channel stream publish subscribe quality bitrate packet delay region carrier login history offline push notification certificate expired renewed crash memory battery background foreground switch camera bluetooth headset volume muted unmute layout resolution codec hardware software encoder decoder'
const chinese =
  '消息 丢失 登录 房间 用户 令牌 过期 网络 断流 重连 超时 服务器 客户端 版本 升级 设备 扬声器 麦克风 权限 回调 频道 推流 拉流 画面 卡顿 黑屏 回声 噪音 延迟 地区 运营商 历史 离线 推送 通知 证书 崩溃 内存 电量 后台 前台 切换 摄像头 蓝牙 耳机 音量 静音 布局 分辨率 编码 解码 硬件 软件 进房 失败'

/**
 * Writes two messages of about thirty words for each ticket, every third in Chinese: frequent words are much more frequent
 * than rare ones, and each ticket has a code and a version that few others have.
 */
async function insertTexts(db: Db): Promise<void> {
  await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`set local session_replication_role = replica`
      await tx.$executeRaw`set local statement_timeout = 0`
      await tx.$executeRaw`
        insert into "EventContent" ("eventId", "salt", "body")
        select e."id", '\\x00', w.body || ' ERR_' || t."number" % 5000 || ' v4.' || t."number" % 40 || '.' || t."number" % 7
        from "TicketEvent" e join "Ticket" t on t."id" = e."ticketId",
          lateral (select case when t."number" % 3 = 0 then ${chinese.split(' ')}::text[] else ${english.split(' ')}::text[] end as list) l,
          lateral (
            select string_agg(list[1 + floor(array_length(list, 1) * power((hashint4(t."number" * 97 + e."seq" * 31 + k) & 65535) / 65536.0, 2))::int],
              case when t."number" % 3 = 0 then '' else ' ' end) as body
            from generate_series(1, 30) k) w
        where t."reference" like 'DESK-%' and e."seq" in (1, 4)`
      await tx.$executeRaw`
        update "Ticket" set "region" = (array['Hong Kong', 'Indonesia', '上海', ''])[1 + "number" % 4], "sdkVersion" = '4.' || "number" % 40 || '.0',
          "errorCodes" = array[(-10000 - "number" % 900)::text], "platforms" = array[(array['android', 'ios', 'web'])[1 + "number" % 3]]
        where "reference" like 'DESK-%'`
      await tx.$executeRaw`
        insert into "TicketSearchDue" ("ticketId", "chain")
        select t."id", c from "Ticket" t, unnest(enum_range(null::"Chain")) c on conflict do nothing`
    },
    { timeout: 3_600_000 },
  )
}

const queries: Record<string, string[]> = {
  'Chinese words': ['消息丢失', '断流', '进房失败', '令牌过期 重连', '摄像头蓝牙', '丢'],
  'English words': ['reconnect', '"packet delay"', 'headset volume', 'audio', 'bluetooth headset volume', 'micro'],
  'codes and versions': ['ERR_4711', '4.17.3', '-10417', 'v4.3.5 ERR_12', 'DESK-4711', '"ERR_12"'],
  'words with filters': [
    '消息 severity:S1',
    'audio status:unresolved',
    '断流 org:ORG7',
    'timeout product:voice_call -screen',
    '重连 region:上海 platform:ios',
    'crash assignee:none breached:yes',
  ],
  'filters alone': [
    'severity:S1',
    'org:ORG7 status:closed',
    'error:-10417',
    'sdk:>=4.30',
    'breached:first_response',
    'assignee:none -severity:S4',
  ],
}
const each = 10

/**
 * `npm run bench search`: the time of the server for the first page of a search, with its count and rows, on BENCH_TICKETS
 * (100,000) tickets, without the network; and how fast old tickets are indexed.
 */
export async function search(): Promise<Measure[]> {
  const tickets = Number(process.env.BENCH_TICKETS ?? 100_000)
  const server = await startPostgres({
    dataDir: path.join(makeFastFolder('nightdesk-search-'), 'db'),
    password: 'bench',
    database: 'bench',
    volatile: true,
  })
  const database = openDatabase(server.url, 4, { timeouts: { query: 3_600_000, statement: 3_600_000 } })
  try {
    const { db } = database
    await migrate(server.url)
    const world = await makeWorld(db, new Date())
    await largeDesk(db, world, tickets, 30)
    await insertTexts(db)
    const ctx: ServiceContext = { db, now: () => new Date(), enqueue: enqueueNothing }
    const from = performance.now()
    for (let items = await dueTickets(ctx, 100); items.length > 0; items = await dueTickets(ctx, 100))
      for (const item of items) await runIndexing(ctx, item)
    const indexed = tickets / ((performance.now() - from) / 1_000)
    await db.$executeRaw`vacuum analyze`
    const measures: Measure[] = [atLeast(`old tickets indexed, ${tickets} of them`, indexed, 50, 'per second')]
    for (const reader of ['ana', 'lead'] as const)
      for (const [name, texts] of Object.entries(queries)) {
        const times: number[] = []
        for (let round = 0; round < each; round += 1)
          for (const text of texts) {
            const began = performance.now()
            await searchTickets(ctx, world[reader], searchSchema.parse({ text }))
            times.push(performance.now() - began)
          }
        measures.push(
          below(
            `search by ${reader === 'ana' ? 'staff' : 'a lead'}: ${name}, p95`,
            percentile(times, 0.95),
            tickets > 100_000 ? 250 : 100,
          ),
        )
      }
    return measures
  } finally {
    await database.close()
    await server.stop()
  }
}
