import { orUnavailable } from '@/app/_server/outage'
import { runtime } from '@/server/infra/runtime'
import { recordReport } from '@/server/paging/answering/calls'
import { messageId, refused, twilioForm } from '../../twilio-request'

export const dynamic = 'force-dynamic'

/** Webhook with which Twilio reports the result of an SMS or a call. */
async function act(request: Request, { params }: { params: Promise<{ message: string }> }) {
  const id = messageId((await params).message)
  const form = await twilioForm(request)
  if (!form || !id) return refused()
  await recordReport(runtime(), id, {
    status: form.MessageStatus ?? form.CallStatus ?? '',
    sid: form.MessageSid ?? form.CallSid ?? '',
    errorCode: form.ErrorCode || null,
  })
  return new Response(null, { status: 204 })
}

export const POST = orUnavailable(act)
