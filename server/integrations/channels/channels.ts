import type { Tx } from '@/server/infra/db/db'

/**
 * The health of each delivery channel. A row is written on failures and on the first success after them, so a working
 * channel causes no writes; health checks and metrics read the rows (SEMANTICS §3, delivery).
 */

const maxAnswer = 500

/** Counts a refusal that means "not now": the channel, not the message, is at fault. */
export async function countRefusal(tx: Tx, channel: string, answer: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    insert into "ChannelState" ("channel", "failuresInRow", "failingSince", "lastFailure", "lastFailureAt")
    values (${channel}, 1, ${now}, ${answer.slice(0, maxAnswer)}, ${now})
    on conflict ("channel") do update set
      "failuresInRow" = "ChannelState"."failuresInRow" + 1,
      "failingSince" = coalesce("ChannelState"."failingSince", excluded."failingSince"),
      "lastFailure" = excluded."lastFailure",
      "lastFailureAt" = excluded."lastFailureAt"`
}

/**
 * Records that the channel accepted something.
 * @returns whether it is the first success after failures, after which the caller makes waiting items due
 */
export async function recordSuccess(tx: Tx, channel: string, now: Date): Promise<boolean> {
  const recovered = await tx.channelState.updateMany({
    where: { channel, failuresInRow: { gt: 0 } },
    data: { failuresInRow: 0, failingSince: null, recoveredAt: now },
  })
  return recovered.count > 0
}
