import { orUnavailable } from '@/app/_server/outage'
import { runtime } from '@/server/infra/runtime'
import { callScript } from '@/server/paging/answering/calls'
import { keysUrl, messageId, refused, twimlResponse, twilioForm } from '../../twilio-request'

export const dynamic = 'force-dynamic'

/** Webhook for an answered call; returns what the call says. */
async function act(request: Request, { params }: { params: Promise<{ message: string }> }) {
  const id = messageId((await params).message)
  if (!(await twilioForm(request)) || !id) return refused()
  return twimlResponse(await callScript(runtime(), id, keysUrl(id)))
}

export const POST = orUnavailable(act)
