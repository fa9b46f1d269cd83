import { ticketRights } from '@/server/tickets/rights.rules'
import { z } from 'zod'
import { cursorInput, cursorSchema } from '@/server/infra/input/cursor-schema'
import { procedure, router } from '../procedures'
import { eraseTicketWords } from '@/server/handoff/erasing'
import { fileTicket } from '@/server/tickets/filing/filing'
import { readExcerpts, searchTickets } from '@/server/tickets/finding/finding'
import { excerptsSchema, searchSchema, suggestSchema } from '@/server/tickets/finding/schema'
import { suggestValues } from '@/server/tickets/finding/suggest'
import { readOwnTickets, readQueue } from '@/server/tickets/reading/lists'
import { mergeTicket } from '@/server/tickets/triage/merging'
import {
  markRead,
  previewPromise,
  readAssignable,
  readCarriers,
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
import { correctMessage } from '@/server/tickets/corrections/corrections'
import { correctSchema } from '@/server/tickets/corrections/schema'
import { readWaitingAnswers } from '@/server/tickets/conversation/waiting'
import { markAllInboxRead, markInboxRead, readInbox } from '@/server/tickets/inbox/inbox'
import { muteTicket, readMuted } from '@/server/tickets/inbox/mutes'
import { markAllReadSchema, markReadSchema, muteSchema } from '@/server/tickets/inbox/schema'
import { addNote } from '@/server/tickets/conversation/replies'
import {
  answerSchema,
  closeSchema,
  heldSchema,
  customerReplySchema,
  noteSchema,
} from '@/server/tickets/conversation/schema'
import {
  assignSchema,
  reopenSchema,
  mergeSchema,
  linkArticleSchema,
  promiseUpdateSchema,
  setSeveritySchema,
  setStatusSchema,
  setTeamSchema,
  watcherSchema,
} from '@/server/tickets/triage/schema'
import { changeTagsSchema, knownTagsSchema } from '@/server/tickets/tags/schema'
import { changeTags, readKnownTags } from '@/server/tickets/tags/tags'
import { snoozeSchema } from '@/server/tickets/snooze/schema'
import { snoozeTicket } from '@/server/tickets/snooze/snooze'
import { byReferenceSchema } from '@/server/tickets/schema'
import { readDrafts } from '@/server/tickets/drafts/list'
import { readDraft, saveDraft } from '@/server/tickets/drafts/drafts'
import { draftPlaceSchema, saveDraftSchema } from '@/server/tickets/drafts/schema'
import { decideDisputeSchema, disputeSchema, objectSchema } from '@/server/tickets/disputes/schema'
import { eraseWordsSchema } from '@/server/tickets/record/erase-schema'
import { carriersSchema, fileTicketSchema, promiseSchema } from '@/server/tickets/filing/schema'
import { myTicketsSchema, queueSchema } from '@/server/tickets/reading/schema'
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
import { followUpRating, rateTicket } from '@/server/tickets/ratings/ratings'
import { readLowRatings } from '@/server/tickets/ratings/list'
import { followUpRatingSchema, rateSchema } from '@/server/tickets/ratings/schema'
import { dryRunRouting } from '@/server/tickets/routing/dry-run'
import { readRouting, saveRouting } from '@/server/tickets/routing/routing'
import { dryRunSchema, saveRoutingSchema } from '@/server/tickets/routing/schema'
import { readMacros, removeMacro, saveMacro } from '@/server/tickets/macros/macros'
import { removeMacroSchema, saveMacroSchema } from '@/server/tickets/macros/schema'
import { readDeskStatus } from '@/server/tickets/reading/desk-status'

export const ticketsRouter = router({
  file: procedure(ticketRights.file)
    .input(fileTicketSchema)
    .mutation(({ ctx, input }) => fileTicket(ctx, ctx.actor, input)),
  promise: procedure(ticketRights.file)
    .input(promiseSchema)
    .query(({ ctx, input }) => previewPromise(ctx, ctx.actor, input)),
  carriers: procedure(ticketRights.file)
    .input(carriersSchema)
    .query(({ ctx, input }) => readCarriers(ctx, ctx.actor, input.projectId)),
  options: procedure(ticketRights.file).query(({ ctx }) => readFilingOptions(ctx, ctx.actor)),
  mine: procedure(ticketRights.read)
    .input(myTicketsSchema)
    .query(({ ctx, input }) => readOwnTickets(ctx, ctx.actor, input)),
  search: procedure(ticketRights.read)
    .input(searchSchema)
    .query(({ ctx, input }) => searchTickets(ctx, ctx.actor, input)),
  excerpts: procedure(ticketRights.read)
    .input(excerptsSchema)
    .query(({ ctx, input }) => readExcerpts(ctx, ctx.actor, input)),
  searchValues: procedure(ticketRights.read)
    .input(suggestSchema)
    .query(({ ctx, input }) => suggestValues(ctx, ctx.actor, input)),
  queue: procedure(ticketRights.readQueue)
    .input(queueSchema)
    .query(({ ctx, input }) => readQueue(ctx, ctx.actor, input)),
  get: procedure(ticketRights.read)
    .input(byReferenceSchema)
    .query(({ ctx, input }) => readTicket(ctx, ctx.actor, input.reference)),
  people: procedure(ticketRights.readQueue).query(({ ctx }) => readAssignable(ctx, ctx.actor)),
  markRead: procedure(ticketRights.read)
    .input(byReferenceSchema)
    .mutation(({ ctx, input }) => markRead(ctx, ctx.actor, input.reference)),

  reply: procedure(ticketRights.reply)
    .input(customerReplySchema)
    .mutation(({ ctx, input }) => sendReply(ctx, ctx.actor, input)),
  close: procedure(ticketRights.close)
    .input(closeSchema)
    .mutation(({ ctx, input }) => sendClosing(ctx, ctx.actor, input)),
  held: procedure(ticketRights.undoOwnMessages)
    .input(byReferenceSchema)
    .query(({ ctx, input }) => readHeldMessages(ctx, ctx.actor, input.reference)),
  waitingAnswers: procedure(ticketRights.seeStaffSide)
    .input(byReferenceSchema)
    .query(({ ctx, input }) => readWaitingAnswers(ctx, ctx.actor, input.reference)),
  sendHeld: procedure(ticketRights.undoOwnMessages)
    .input(heldSchema)
    .mutation(({ ctx, input }) => sendHeldNow(ctx, ctx.actor, input.id)),
  undoHeld: procedure(ticketRights.undoOwnMessages)
    .input(heldSchema)
    .mutation(({ ctx, input }) => undoHeldMessage(ctx, ctx.actor, input.id)),
  dismissHeld: procedure(ticketRights.undoOwnMessages)
    .input(heldSchema)
    .mutation(({ ctx, input }) => dismissHeldMessage(ctx, ctx.actor, input.id)),
  correct: procedure(ticketRights.correctOwnMessages)
    .input(correctSchema)
    .mutation(({ ctx, input }) => correctMessage(ctx, ctx.actor, input)),
  merge: procedure(ticketRights.triage)
    .input(mergeSchema)
    .mutation(({ ctx, input }) => mergeTicket(ctx, ctx.actor, input)),
  reopen: procedure(ticketRights.reopen)
    .input(reopenSchema)
    .mutation(({ ctx, input }) => reopenTicket(ctx, ctx.actor, input)),
  dispute: procedure(ticketRights.disputeAnswer)
    .input(disputeSchema)
    .mutation(({ ctx, input }) => disputeAnswer(ctx, ctx.actor, input)),
  object: procedure(ticketRights.objectToSeverity)
    .input(objectSchema)
    .mutation(({ ctx, input }) => objectToSeverity(ctx, ctx.actor, input)),
  rate: procedure(ticketRights.rate)
    .input(rateSchema)
    .mutation(({ ctx, input }) => rateTicket(ctx, ctx.actor, input)),
  watch: procedure(ticketRights.watch)
    .input(watcherSchema)
    .mutation(({ ctx, input }) => watchTicket(ctx, ctx.actor, input)),
  unwatch: procedure(ticketRights.unwatch)
    .input(watcherSchema)
    .mutation(({ ctx, input }) => unwatchTicket(ctx, ctx.actor, input)),

  answer: procedure(ticketRights.answer)
    .input(answerSchema)
    .mutation(({ ctx, input }) => sendAnswer(ctx, ctx.actor, input)),
  note: procedure(ticketRights.note)
    .input(noteSchema)
    .mutation(({ ctx, input }) => addNote(ctx, ctx.actor, input)),
  setStatus: procedure(ticketRights.triage)
    .input(setStatusSchema)
    .mutation(({ ctx, input }) => setStatus(ctx, ctx.actor, input)),
  setSeverity: procedure(ticketRights.triage)
    .input(setSeveritySchema)
    .mutation(({ ctx, input }) => setSeverity(ctx, ctx.actor, input)),
  promiseUpdate: procedure(ticketRights.triage)
    .input(promiseUpdateSchema)
    .mutation(({ ctx, input }) => promiseUpdate(ctx, ctx.actor, input)),
  setTeam: procedure(ticketRights.triage)
    .input(setTeamSchema)
    .mutation(({ ctx, input }) => setTeam(ctx, ctx.actor, input)),
  changeTags: procedure(ticketRights.triage)
    .input(changeTagsSchema)
    .mutation(({ ctx, input }) => changeTags(ctx, ctx.actor, input)),
  snooze: procedure(ticketRights.triage)
    .input(snoozeSchema)
    .mutation(({ ctx, input }) => snoozeTicket(ctx, ctx.actor, input)),
  knownTags: procedure(ticketRights.readQueue)
    .input(knownTagsSchema)
    .query(({ ctx, input }) => readKnownTags(ctx, ctx.actor, input)),
  assign: procedure(ticketRights.triage)
    .input(assignSchema)
    .mutation(({ ctx, input }) => assignTicket(ctx, ctx.actor, input)),
  linkArticle: procedure(ticketRights.triage)
    .input(linkArticleSchema)
    .mutation(({ ctx, input }) => linkArticle(ctx, ctx.actor, input)),
  unlinkArticle: procedure(ticketRights.triage)
    .input(linkArticleSchema)
    .mutation(({ ctx, input }) => unlinkArticle(ctx, ctx.actor, input)),
  eraseWords: procedure(ticketRights.eraseWords)
    .input(eraseWordsSchema)
    .mutation(({ ctx, input }) => eraseTicketWords(ctx, ctx.actor, input)),
  decideDispute: procedure(ticketRights.decideDisputes)
    .input(decideDisputeSchema)
    .mutation(({ ctx, input }) => decideDispute(ctx, ctx.actor, input)),
})

export const breachRouter = router({
  waiting: procedure(ticketRights.readWaitingBreaches)
    .input(z.object({ after: cursorInput }).default({}))
    .query(({ ctx, input }) => readWaitingBreaches(ctx, ctx.actor, input.after)),
  explain: procedure(ticketRights.explainBreach)
    .input(explainBreachInput)
    .mutation(({ ctx, input }) => explainBreach(ctx, ctx.actor, input)),
})

export const disputeRouter = router({
  open: procedure(ticketRights.decideDisputes)
    .input(z.object({ after: cursorInput }))
    .query(({ ctx, input }) => readOpenDisputes(ctx, ctx.actor, input.after)),
})

export const ratingRouter = router({
  low: procedure(ticketRights.followUpRatings)
    .input(z.object({ after: cursorInput }))
    .query(({ ctx, input }) => readLowRatings(ctx, ctx.actor, input.after)),
  followUp: procedure(ticketRights.followUpRatings)
    .input(followUpRatingSchema)
    .mutation(({ ctx, input }) => followUpRating(ctx, ctx.actor, input)),
})

export const draftRouter = router({
  get: procedure(ticketRights.keepDrafts)
    .input(draftPlaceSchema)
    .query(({ ctx, input }) => readDraft(ctx, ctx.actor, input)),
  list: procedure(ticketRights.keepDrafts).query(({ ctx }) => readDrafts(ctx, ctx.actor)),
  save: procedure(ticketRights.keepDrafts)
    .input(saveDraftSchema)
    .mutation(({ ctx, input }) => saveDraft(ctx, ctx.actor, input)),
})

export const inboxRouter = router({
  list: procedure(ticketRights.keepInbox)
    .input(cursorSchema)
    .query(({ ctx, input }) => readInbox(ctx, ctx.actor, input.cursor)),
  markRead: procedure(ticketRights.keepInbox)
    .input(markReadSchema)
    .mutation(({ ctx, input }) => markInboxRead(ctx, ctx.actor, input)),
  markAllRead: procedure(ticketRights.keepInbox)
    .input(markAllReadSchema)
    .mutation(({ ctx, input }) => markAllInboxRead(ctx, ctx.actor, input)),
  muted: procedure(ticketRights.keepInbox)
    .input(byReferenceSchema)
    .query(({ ctx, input }) => readMuted(ctx, ctx.actor, input.reference)),
  mute: procedure(ticketRights.keepInbox)
    .input(muteSchema)
    .mutation(({ ctx, input }) => muteTicket(ctx, ctx.actor, input)),
})

export const macroRouter = router({
  list: procedure(ticketRights.useMacros).query(({ ctx }) => readMacros(ctx, ctx.actor)),
  save: procedure(ticketRights.useMacros)
    .input(saveMacroSchema)
    .mutation(({ ctx, input }) => saveMacro(ctx, ctx.actor, input)),
  remove: procedure(ticketRights.useMacros)
    .input(removeMacroSchema)
    .mutation(({ ctx, input }) => removeMacro(ctx, ctx.actor, input)),
})

export const routingRouter = router({
  get: procedure(ticketRights.readRouting).query(({ ctx }) => readRouting(ctx, ctx.actor)),
  save: procedure(ticketRights.changeRouting)
    .input(saveRoutingSchema)
    .mutation(({ ctx, input }) => saveRouting(ctx, ctx.actor, input)),
  // Changes nothing; as a query its input would have to fit into an address.
  dryRun: procedure(ticketRights.readRouting)
    .input(dryRunSchema)
    .mutation(({ ctx, input }) => dryRunRouting(ctx, ctx.actor, input)),
})

export const deskRouter = router({
  status: procedure(ticketRights.readQueue).query(({ ctx }) => readDeskStatus(ctx, ctx.actor)),
})
