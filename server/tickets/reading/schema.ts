import type { OnCallNow } from '@/server/oncall/schedule/schedules'
import type { WaitingPage } from '@/server/paging/waiting/waiting'
import type { Metric } from '@/server/vocabulary/metric'

export interface DeskPage extends WaitingPage {
  /** The first or next response that the customer waits for; null when none is open. */
  answerDue: { metric: Metric; at: Date } | null
}

/** What every staff screen shows beside its own content. Instants are UTC. */
export interface DeskStatus {
  /** The instant that all of it describes. */
  at: Date
  /** Of the schedules that an escalation policy calls; whom the default policy calls first stands first. */
  onCall: Pick<OnCallNow, 'scheduleId' | 'scheduleName' | 'person' | 'until'>[]
  /** Pages that nobody has acknowledged: every S1 first, then the viewer's own. */
  pages: DeskPage[]
  /** All pages that wait, and those of them that called the viewer; `pages` may leave some out. */
  waiting: { total: number; mine: number }
  /** Disputes that wait for a decision; null for staff who decide none. */
  disputes: number | null
}
