import { orUnavailable } from '@/app/_server/outage'
import { vitalContext } from '@/server/infra/runtime'
import { answerCall } from '@/server/paging/answering/calls'
import { keysUrl, messageId, refused, twimlResponse, twilioForm } from '../../../twilio-request'

export const dynamic = 'force-dynamic'

/** Webhook for a key that was pressed during a call. */
async function act(request: Request, { params }: { params: Promise<{ message: string }> }) {
  const id = messageId((await params).message)
  const form = await twilioForm(request)
  if (!form || !id) return refused()
  const place = Number(new URL(request.url).searchParams.get('place'))
  return twimlResponse(await answerCall(vitalContext(), id, place, form.Digits ?? '', keysUrl(id)))
}

export const POST = orUnavailable(act)
