import type { OnCallNow } from '@/server/oncall/schedule/schedules'
import type { WaitingPage } from '@/server/paging/waiting/waiting'
import type { Metric } from '@/server/vocabulary/metric'

export interface DeskPage extends WaitingPage {
  /** The first or next response that the customer waits for; null when none is open. */
  answerDue: { metric: Metric; at: Date } | null
}

/** Status shown on every staff screen beside its own content. Instants are UTC. */
export interface DeskStatus {
  /** The instant as of which the status was read. */
  at: Date
  /** Only schedules used by an escalation policy; the one that the default policy pages first comes first. */
  onCall: Pick<OnCallNow, 'scheduleId' | 'scheduleName' | 'person' | 'until'>[]
  /** Pages that nobody has acknowledged: every S1 first, then the viewer's own. */
  pages: DeskPage[]
  /** Number of all waiting pages, and of those that paged the viewer; `pages` may be truncated. */
  waiting: { total: number; mine: number }
  /** Number of undecided disputes; null for staff who may not decide them. */
  disputes: number | null
}
