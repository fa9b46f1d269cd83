import { due } from '@/server/infra/jobs/due-kind'
import { dueReplays, runReplay } from './what-if'

export const replays = due({
  name: 'replays',
  lane: 'replays',
  table: 'SlaReplay',
  column: 'nextAt',
  job: 'replay.run',
  find: (ctx) => dueReplays(ctx, 1),
  run: (ctx, id, { signal }: { signal?: AbortSignal }) => runReplay(ctx, id, { signal }),
})
