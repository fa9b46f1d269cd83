import { answerCall } from '../answer-call'

export const dynamic = 'force-dynamic'

const handle = (request: Request) => answerCall(request)
export { handle as GET, handle as POST }
