import type { Db } from '@/server/infra/db/db'

const english =
  'audio message room user token after before network error join leave video frozen black screen echo noise lost reconnect timeout server client version upgrade android device speaker microphone permission callback event channel stream publish subscribe quality bitrate packet delay region carrier login history offline push notification certificate expired renewed crash memory battery background foreground switch camera bluetooth headset volume muted unmute layout resolution codec hardware software encoder decoder'
const chinese =
  '消息 丢失 登录 房间 用户 令牌 过期 网络 断流 重连 超时 服务器 客户端 版本 升级 设备 扬声器 麦克风 权限 回调 频道 推流 拉流 画面 卡顿 黑屏 回声 噪音 延迟 地区 运营商 历史 离线 推送 通知 证书 崩溃 内存 电量 后台 前台 切换 摄像头 蓝牙 耳机 音量 静音 布局 分辨率 编码 解码 硬件 软件 进房 失败'

/**
 * Gives the tickets of a large desk what searches and views ask for: two messages of about thirty words, every third in
 * Chinese, of which some words are much more frequent than others, and a code and a version that few tickets have; teams,
 * tags, tickets that wait on the customer and snoozed ones. All of them are marked for the index.
 * @param teamIds four of five tickets are of one of them
 */
export async function writeTexts(db: Db, teamIds: readonly string[]): Promise<void> {
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
          "errorCodes" = array[(-10000 - "number" % 900)::text], "platforms" = array[(array['android', 'ios', 'web'])[1 + "number" % 3]],
          "teamId" = case when "number" % 5 <> 0 then (${[...teamIds]}::uuid[])[1 + "number" % ${teamIds.length}::int] end,
          "tags" = case when "number" % 10 = 3 then array['tag' || "number" % 500] else '{}' end,
          "status" = case when "status" = 'open' and "number" % 4 = 1 then 'waiting_on_customer' else "status" end,
          "snoozedUntil" = case when "status" = 'open' and "number" % 50 = 7 then now() + interval '1 day' end
        where "reference" like 'DESK-%'`
      await tx.$executeRaw`
        insert into "TicketSearchDue" ("ticketId", "chain", "activityAt")
        select t."id", c, t."lastActivityAt" from "Ticket" t, unnest(enum_range(null::"Chain")) c on conflict do nothing`
    },
    { timeout: 3_600_000 },
  )
}
