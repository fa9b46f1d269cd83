import {
  type Actor,
  isLeadOf,
  isStaff,
  membershipIn,
  type PersonActor,
  readsAllTickets,
} from '@/server/vocabulary/rights/actor'
import { type Condition, defineRights, when } from '@/server/vocabulary/rights/rights'

interface OfOrganisation {
  organisationId: string
}

/** Ticket facts that decide who may see it. */
interface Watched extends OfOrganisation {
  filerId: string
  watcherIds: readonly string[]
}

/** `ticket` is null for a file that was uploaded but not sent yet. */
interface StoredFile {
  uploaderId: string
  staffOnly: boolean
  ticket: Watched | null
}

const inOwnOrganisation: Condition<PersonActor, OfOrganisation> = {
  says: 'in their own organisation',
  holds: (actor, { organisationId }) => membershipIn(actor, organisationId) !== undefined,
}

const ownOrWatched: Condition<PersonActor, Watched> = {
  says: 'those that they filed or watch, and every one of an organisation that they lead or that is open to its members',
  holds: (actor, { organisationId, filerId, watcherIds }) => {
    const membership = membershipIn(actor, organisationId)
    return (
      membership !== undefined &&
      (readsAllTickets(membership) || filerId === actor.userId || watcherIds.includes(actor.userId))
    )
  },
}

const filerOrLead: Condition<PersonActor, { organisationId: string; filerId: string }> = {
  says: 'that they filed, or of an organisation that they lead',
  holds: (actor, { organisationId, filerId }) =>
    membershipIn(actor, organisationId) !== undefined && (filerId === actor.userId || isLeadOf(actor, organisationId)),
}

/** Whether the actor may open a file: readers of its message may; before it is sent, only its uploader. */
function mayOpenFile(actor: PersonActor, { uploaderId, staffOnly, ticket }: StoredFile): boolean {
  if (ticket === null) return uploaderId === actor.userId
  return isStaff(actor) || (!staffOnly && ownOrWatched.holds(actor, ticket))
}

const asPerson = (actor: Actor | null) => (actor?.kind === 'person' ? actor : null)

/** Staff and members may know of the organisation; for other customers it is treated as non-existent. */
const members = (actor: Actor | null, thing: OfOrganisation) => {
  const person = asPerson(actor)
  return person !== null && (isStaff(person) || inOwnOrganisation.holds(person, thing))
}

export const ticketRights = defineRights('tickets', {
  file: {
    does: 'file a ticket, and see before what will be promised and who will be called',
    to: ['staff', when('customers', inOwnOrganisation)],
  },
  read: {
    does: 'read a ticket with its public record, download that record, and mark the ticket as read',
    to: ['staff', when('customers', ownOrWatched)],
    knownTo: (actor: Actor | null, ticket: Watched) => {
      const person = asPerson(actor)
      return person !== null && (isStaff(person) || ownOrWatched.holds(person, ticket))
    },
  },
  seeStaffSide: {
    does: 'see the notes, pages, explanations and the staff record of a ticket',
    to: ['staff'],
  },
  openFile: {
    does: 'open a file',
    to: [
      when('signedIn', {
        says: 'of a message that they can read, or that they uploaded and have not sent yet',
        holds: mayOpenFile,
      }),
    ],
    knownTo: (actor: Actor | null, file: StoredFile) => {
      const person = asPerson(actor)
      return person !== null && mayOpenFile(person, file)
    },
  },
  uploadFile: {
    does: 'upload a file for a ticket',
    to: ['staff', when('customers', inOwnOrganisation)],
    knownTo: members,
  },
  followChanges: { does: 'follow changes of what they can read while a screen is open', to: ['signedIn'] },
  showPresence: {
    does: 'see which colleagues have a ticket open and write in it, and be seen by them',
    to: ['staff'],
  },
  followReplays: { does: 'follow how far a replay of past tickets is', to: ['managers'] },
  reply: { does: 'reply to a ticket that they can read', to: ['customers'] },
  close: {
    does: 'close a ticket',
    to: [when('customers', filerOrLead)],
    refusal: 'closeByFilerOrLead',
  },
  reopen: { does: 'reopen a resolved ticket that they can read', to: ['customers', 'engineers'] },
  disputeAnswer: { does: 'say that an answer is no answer', to: ['customers'] },
  objectToSeverity: { does: 'object to a severity', to: ['customers'] },
  rate: { does: 'rate how a resolved ticket was handled', to: ['customers'] },
  followUpRatings: { does: 'read low ratings, and record how they were followed up', to: ['managers'] },
  watch: {
    does: 'add a member of the organisation (staff: also a colleague) as a watcher of a ticket that they can read',
    to: ['signedIn'],
  },
  unwatch: {
    does: 'take a watcher off a ticket',
    to: [
      'staff',
      when('customers', {
        says: 'themselves, and others on a ticket that they filed or of an organisation that they lead',
        holds: (actor: PersonActor, ticket: OfOrganisation & { filerId: string; watcherId: string }) =>
          ticket.watcherId === actor.userId || filerOrLead.holds(actor, ticket),
      }),
    ],
  },
  undoOwnMessages: {
    does: 'take back a message of their own in the ten seconds before it is sent',
    to: ['signedIn'],
  },
  keepDrafts: {
    does: 'keep drafts of what they write, which nobody else can read, and read them on all of their devices',
    to: ['signedIn'],
  },
  correctOwnMessages: {
    does: 'correct the words of a public message of their own in the two minutes after it was sent',
    to: ['signedIn'],
  },
  readQueue: { does: 'read the queue, and who is on call and which pages wait', to: ['staff'] },
  keepViews: {
    does: 'read, save and remove views of the queue: their own, and those of a team that they belong to',
    to: ['staff'],
  },
  keepInbox: {
    does: 'read their own inbox, mark its entries as read, and mute a ticket for themselves',
    to: ['staff'],
  },
  note: { does: 'write a note that only staff see, and mention colleagues in it', to: ['staff'] },
  answer: { does: 'answer a customer', to: ['engineers'] },
  triage: {
    does: 'change status, severity, team, tags and assignee, snooze, promise the next update, link articles, and merge tickets',
    to: ['engineers'],
  },
  useMacros: { does: 'use macros, and write personal ones', to: ['engineers'] },
  readAllMacros: { does: 'read the macros of every team', to: ['managers'] },
  changeMacro: {
    does: 'change or remove a macro',
    to: [
      'managers',
      when('engineers', {
        says: 'their own, and those of a team that they belong to',
        holds: (actor: PersonActor, macro: { ownerId: string | null; memberIds: readonly string[] }) =>
          macro.ownerId === actor.userId || macro.memberIds.includes(actor.userId),
      }),
    ],
  },
  readRouting: {
    does: 'read the routing rules, and see what other rules would have done with past tickets',
    to: ['managers'],
  },
  changeRouting: { does: 'change which team, tags and escalation policy new tickets get', to: ['managers'] },
  explainBreach: {
    does: 'say why a promise was missed',
    to: [
      'managers',
      when('engineers', {
        says: 'on a ticket that is assigned to them',
        holds: (actor: PersonActor, { assigneeId }: { assigneeId: string | null }) => assigneeId === actor.userId,
      }),
    ],
  },
  readWaitingBreaches: {
    does: 'read which missed promises of their own tickets wait for a reason',
    to: ['engineers'],
  },
  readEveryWaitingBreach: { does: 'read the same for the tickets of everybody', to: ['managers'] },
  decideDisputes: { does: 'read open disputes and decide them', to: ['managers'] },
  eraseWords: { does: 'erase words and files from a record for good', to: ['administrators'] },
  readBriefs: { does: 'read handoff briefs', to: ['staff'] },
  handOverTicket: { does: 'hand a single ticket over to a colleague', to: ['engineers'] },
  writeBrief: {
    does: 'write in a handoff brief, and keep a lesser ticket',
    to: [
      'managers',
      when('engineers', {
        says: 'in the brief of their own shift, or one that they opened',
        holds: (actor: PersonActor, brief: { outgoingId: string; createdById: string | null }) =>
          brief.outgoingId === actor.userId || brief.createdById === actor.userId,
      }),
    ],
  },
  acceptBrief: {
    does: 'accept a handoff brief',
    to: [
      when('managers', {
        says: 'except their own',
        holds: (actor: PersonActor, brief: { outgoingId: string }) => brief.outgoingId !== actor.userId,
      }),
      when('engineers', {
        says: 'that names them, or while they are on call by its schedule, except their own',
        holds: (
          actor: PersonActor,
          brief: { outgoingId: string; incomingId: string | null; onCallId: string | null },
        ) => brief.outgoingId !== actor.userId && [brief.incomingId, brief.onCallId].includes(actor.userId),
      }),
    ],
  },
})
