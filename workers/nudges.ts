import { type DueName, kindOfJob } from '@/server/due/kinds'
import type { ServiceContext } from '@/server/infra/context'
import { isJobName, jobCatalog } from '@/server/infra/jobs/job-catalog'
import type { Kinds } from './lanes'

/**
 * Reads a job of any queue: the kind of due work and the id of its item.
 * @throws Error for a job that this release does not know, ZodError for a payload that does not match its schema
 */
export function readNudge(job: { name: string; data: unknown }): { kind: DueName; id: string } {
  const { name } = job
  if (!isJobName(name)) throw new Error(`No handler for the job ${name}`)
  const [id = ''] = Object.values<string>(jobCatalog[name].schema.parse(job.data))
  return { kind: kindOfJob[name], id }
}

/**
 * Handles a job and waits for it. The worker hands jobs to `Sweep.offer` instead, so that no job waits for a network
 * request.
 */
export async function runNudge(ctx: ServiceContext, kinds: Kinds, job: { name: string; data: unknown }): Promise<void> {
  const { kind, id } = readNudge(job)
  await kinds[kind].run(ctx, id)
}
