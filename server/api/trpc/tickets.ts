import { z } from 'zod'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import {
  administratorProcedure,
  engineerProcedure,
  managerProcedure,
  router,
  signedInProcedure,
  staffProcedure,
} from '../procedures'
import { eraseWords } from '@/server/tickets/record/erase'
import { fileTicket } from '@/server/tickets/filing/filing'
import { readMine, readQueue } from '@/server/tickets/reading/lists'
import { mergeTicket } from '@/server/tickets/triage/merging'
import {
  markRead,
  previewPromise,
  readAssignable,
  readFilingOptions,
  readTicket,
} from '@/server/tickets/reading/ticket'
import {
  dismissHeldMessage,
  readHeldMessages,
  sendAnswer,
  sendClosing,
  sendHeldNow,
  sendReply,
  undoHeldMessage,
} from '@/server/tickets/conversation/held'
import { addNote } from '@/server/tickets/conversation/replies'
import {
  answerSchema,
  assignSchema,
  byReferenceSchema,
  closeSchema,
  heldSchema,
  reopenSchema,
  mergeSchema,
  customerReplySchema,
  decideDisputeSchema,
  disputeSchema,
  eraseWordsSchema,
  fileTicketSchema,
  linkArticleSchema,
  myTicketsSchema,
  noteSchema,
  objectSchema,
  promiseSchema,
  promiseUpdateSchema,
  queueSchema,
  setSeveritySchema,
  setStatusSchema,
  setTeamSchema,
  watcherSchema,
} from '@/server/tickets/schema'
import { decideDispute, disputeAnswer, objectToSeverity } from '@/server/tickets/disputes/disputes'
import { linkArticle, unlinkArticle, unwatchTicket, watchTicket } from '@/server/tickets/triage/links'
import {
  assignTicket,
  promiseUpdate,
  reopenTicket,
  setSeverity,
  setStatus,
  setTeam,
} from '@/server/tickets/triage/triage'
import { explainBreachInput } from '@/server/tickets/breaches/schema'
import { explainBreach, readWaitingBreaches } from '@/server/tickets/breaches/breaches'
import { readOpenDisputes } from '@/server/tickets/disputes/list'
import { readDeskStatus } from '@/server/tickets/reading/desk-status'

export const ticketsRouter = router({
  file: signedInProcedure.input(fileTicketSchema).mutation(({ ctx, input }) => fileTicket(ctx, ctx.viewer, input)),
  promise: signedInProcedure.input(promiseSchema).query(({ ctx, input }) => previewPromise(ctx, ctx.viewer, input)),
  options: signedInProcedure.query(({ ctx }) => readFilingOptions(ctx, ctx.viewer)),
  mine: signedInProcedure.input(myTicketsSchema).query(({ ctx, input }) => readMine(ctx, ctx.viewer, input)),
  queue: staffProcedure.input(queueSchema).query(({ ctx, input }) => readQueue(ctx, ctx.viewer, input)),
  get: signedInProcedure
    .input(byReferenceSchema)
    .query(({ ctx, input }) => readTicket(ctx, ctx.viewer, input.reference)),
  people: staffProcedure.query(({ ctx }) => readAssignable(ctx)),
  markRead: signedInProcedure
    .input(byReferenceSchema)
    .mutation(({ ctx, input }) => markRead(ctx, ctx.viewer, input.reference)),

  reply: signedInProcedure.input(customerReplySchema).mutation(({ ctx, input }) => sendReply(ctx, ctx.viewer, input)),
  close: signedInProcedure.input(closeSchema).mutation(({ ctx, input }) => sendClosing(ctx, ctx.viewer, input)),
  held: signedInProcedure
    .input(byReferenceSchema)
    .query(({ ctx, input }) => readHeldMessages(ctx, ctx.viewer, input.reference)),
  sendHeld: signedInProcedure.input(heldSchema).mutation(({ ctx, input }) => sendHeldNow(ctx, ctx.viewer, input.id)),
  undoHeld: signedInProcedure
    .input(heldSchema)
    .mutation(({ ctx, input }) => undoHeldMessage(ctx, ctx.viewer, input.id)),
  dismissHeld: signedInProcedure
    .input(heldSchema)
    .mutation(({ ctx, input }) => dismissHeldMessage(ctx, ctx.viewer, input.id)),
  merge: engineerProcedure.input(mergeSchema).mutation(({ ctx, input }) => mergeTicket(ctx, ctx.viewer, input)),
  reopen: signedInProcedure.input(reopenSchema).mutation(({ ctx, input }) => reopenTicket(ctx, ctx.viewer, input)),
  dispute: signedInProcedure.input(disputeSchema).mutation(({ ctx, input }) => disputeAnswer(ctx, ctx.viewer, input)),
  object: signedInProcedure.input(objectSchema).mutation(({ ctx, input }) => objectToSeverity(ctx, ctx.viewer, input)),
  watch: signedInProcedure.input(watcherSchema).mutation(({ ctx, input }) => watchTicket(ctx, ctx.viewer, input)),
  unwatch: signedInProcedure.input(watcherSchema).mutation(({ ctx, input }) => unwatchTicket(ctx, ctx.viewer, input)),

  answer: engineerProcedure.input(answerSchema).mutation(({ ctx, input }) => sendAnswer(ctx, ctx.viewer, input)),
  note: staffProcedure.input(noteSchema).mutation(({ ctx, input }) => addNote(ctx, ctx.viewer, input)),
  setStatus: engineerProcedure.input(setStatusSchema).mutation(({ ctx, input }) => setStatus(ctx, ctx.viewer, input)),
  setSeverity: engineerProcedure
    .input(setSeveritySchema)
    .mutation(({ ctx, input }) => setSeverity(ctx, ctx.viewer, input)),
  promiseUpdate: engineerProcedure
    .input(promiseUpdateSchema)
    .mutation(({ ctx, input }) => promiseUpdate(ctx, ctx.viewer, input)),
  setTeam: engineerProcedure.input(setTeamSchema).mutation(({ ctx, input }) => setTeam(ctx, ctx.viewer, input)),
  assign: engineerProcedure.input(assignSchema).mutation(({ ctx, input }) => assignTicket(ctx, ctx.viewer, input)),
  linkArticle: engineerProcedure
    .input(linkArticleSchema)
    .mutation(({ ctx, input }) => linkArticle(ctx, ctx.viewer, input)),
  unlinkArticle: engineerProcedure
    .input(linkArticleSchema)
    .mutation(({ ctx, input }) => unlinkArticle(ctx, ctx.viewer, input)),
  eraseWords: administratorProcedure
    .input(eraseWordsSchema)
    .mutation(({ ctx, input }) => eraseWords(ctx, ctx.viewer, input)),
  decideDispute: managerProcedure
    .input(decideDisputeSchema)
    .mutation(({ ctx, input }) => decideDispute(ctx, ctx.viewer, input)),
})

export const breachRouter = router({
  waiting: engineerProcedure
    .input(z.object({ after: cursorInput }).default({}))
    .query(({ ctx, input }) => readWaitingBreaches(ctx, ctx.viewer, input.after)),
  explain: signedInProcedure
    .input(explainBreachInput)
    .mutation(({ ctx, input }) => explainBreach(ctx, ctx.viewer, input)),
})

export const disputeRouter = router({
  open: managerProcedure
    .input(z.object({ after: cursorInput }))
    .query(({ ctx, input }) => readOpenDisputes(ctx, input.after)),
})

export const deskRouter = router({
  status: staffProcedure.query(({ ctx }) => readDeskStatus(ctx, ctx.viewer)),
})
