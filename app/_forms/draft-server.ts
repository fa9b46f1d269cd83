import { fieldOf } from '@/app/_ui/field-of'
import { transformer } from '@/app/_trpc/transformer'
import type { useTRPCClient } from '@/app/_trpc/client'
import type { DraftSaved } from '@/server/tickets/drafts/schema'
import type { DraftServer } from './draft-sync'
import { failureOf } from './send-loop'
import type { DraftPlace } from './use-draft-sync'

const saveUrl = '/api/trpc/drafts.save'

/** Saves with a request that outlives the page. @throws TypeError when it is too long for the browser (64 kB) */
async function saveAndLeave(input: object): Promise<DraftSaved> {
  const answer = await fetch(saveUrl, {
    method: 'POST',
    keepalive: true,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(transformer.input.serialize(input)),
  })
  if (!answer.ok) throw new Error(`The draft was not saved: ${answer.status}`)
  const data = fieldOf(fieldOf(await answer.json(), 'result'), 'data')
  return transformer.output.deserialize(data as never)
}

type SavedInput = Parameters<DraftServer['save']>[0]

/** The server's side of the draft of one place. */
export function draftServer(client: ReturnType<typeof useTRPCClient>, place: DraftPlace): DraftServer {
  const save = (input: SavedInput) => client.drafts.save.mutate({ ...place, ...input })
  return {
    read: () => client.drafts.get.query(place),
    save: (input, isLeaving) =>
      isLeaving ? saveAndLeave({ ...place, ...input }).catch(() => save(input)) : save(input),
    mayRetry: (error) =>
      failureOf(error).kind === 'outage' || fieldOf(fieldOf(error, 'data'), 'code') === 'TOO_MANY_REQUESTS',
  }
}
