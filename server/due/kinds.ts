import { briefs, handoffs } from '@/server/handoff/due'
import type { JobName } from '@/server/infra/jobs/job-catalog'
import { subscribers } from '@/server/infra/outbox/due'
import { mails } from '@/server/integrations/mail/due'
import { coverage } from '@/server/paging/coverage/due'
import { drills } from '@/server/paging/drill/due'
import { deliveries, pages } from '@/server/paging/page/due'
import { files } from '@/server/tickets/attachments/due'
import { bulk } from '@/server/tickets/bulk/due'
import { clocks, closings } from '@/server/tickets/clocks/due'
import { messages } from '@/server/tickets/conversation/due'
import { disputes } from '@/server/tickets/disputes/due'
import { drafts } from '@/server/tickets/drafts/due'
import { notifications } from '@/server/tickets/inbox/due'
import { search } from '@/server/tickets/indexing/due'
import { snoozes } from '@/server/tickets/snooze/due'
import { replays } from '@/server/whatif/due'

/**
 * Every kind of due work, most urgent first. Used by the sweep, the job handlers, the overdue counts, the metrics and
 * the clock of the simulated stories.
 */
export const dueKinds = [
  clocks,
  // Before `pages`, because an answer that is due closes a page.
  messages,
  pages,
  deliveries,
  mails,
  closings,
  snoozes,
  bulk,
  // Before `files`, which are kept as long as their drafts.
  drafts,
  files,
  handoffs,
  briefs,
  disputes,
  coverage,
  drills,
  notifications,
  search,
  replays,
  subscribers,
] as const

type DueKind = (typeof dueKinds)[number]
export type DueName = DueKind['name']
type NudgedJob = Exclude<DueKind['job'], undefined>

const byJob = Object.fromEntries(dueKinds.flatMap(({ job, name }) => (job ? [[job, name]] : []))) as Record<
  NudgedJob,
  DueName
>
/** The kind of due work of each job; a job that no kind declares is a compile error. */
export const kindOfJob: Record<JobName, DueName> = byJob
