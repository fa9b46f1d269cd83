import {
  type Actor,
  isLeadOf,
  isManager,
  isStaff,
  membershipIn,
  type PersonActor,
} from '@/server/vocabulary/rights/actor'
import { type Condition, defineRights, when } from '@/server/vocabulary/rights/rights'

interface OfOrganisation {
  organisationId: string
}

/** What a right about organisations applies to: one of them, or all when `organisationId` is null. */
interface OfOrganisations {
  organisationId: string | null
}

const belongsTo = (actor: Actor | null, organisationId: string): boolean => {
  if (actor?.kind === 'person') return membershipIn(actor, organisationId) !== undefined
  return (actor?.kind === 'apiKey' || actor?.kind === 'integration') && actor.organisationId === organisationId
}

const isOnStaff = (actor: Actor | null) => actor?.kind === 'person' && isStaff(actor)
const isOnManagement = (actor: Actor | null) => actor?.kind === 'person' && isManager(actor)

const inOwnOrganisation: Condition<Actor, OfOrganisation> = {
  says: 'in their own organisation',
  holds: (actor, { organisationId }) => belongsTo(actor, organisationId),
}

const inOrganisationTheyLead: Condition<PersonActor, OfOrganisations> = {
  says: 'in the organisation that they lead',
  holds: (actor, { organisationId }) => organisationId !== null && isLeadOf(actor, organisationId),
}

const inAllOrganisations: Condition<PersonActor, OfOrganisations> = {
  says: 'those of all organisations together',
  holds: (_, { organisationId }) => organisationId === null,
}

/** Tells whether the actor may know of an organisation: a customer may not know of another customer's. */
const members = (actor: Actor | null, { organisationId }: OfOrganisations) =>
  organisationId === null || isOnStaff(actor) || belongsTo(actor, organisationId)

export const accountsRights = defineRights('accounts', {
  signIn: {
    does: 'sign in, ask for a sign-in link or a new password, and accept an invitation by its link',
    to: ['anybody'],
  },
  setUp: {
    does: 'make the first account of an empty installation with the code that its start printed',
    to: ['anybody'],
  },
  keepOwnAccount: {
    does: 'change their own name, language, time zone and password, and end their own sessions',
    to: ['signedIn'],
  },
  readOrganisations: { does: 'read the organisations that they belong to', to: ['signedIn'] },
  readEveryOrganisation: { does: 'read every organisation and the support plans', to: ['managers'] },
  changeOrganisations: { does: 'make, change and archive organisations', to: ['administrators'] },
  openToMembers: {
    does: 'let every member of an organisation read all of its tickets, or end that',
    to: ['administrators', when('leads', inOrganisationTheyLead)],
    knownTo: members,
  },
  readProjects: {
    does: 'read the projects of an organisation',
    to: [
      'staff',
      when('customers', inOwnOrganisation),
      when('scope projects:read', { ...inOwnOrganisation, says: 'in the organisation of the key' }),
    ],
    knownTo: members,
  },
  changeProjects: {
    does: 'make, change and archive projects',
    to: ['administrators', when('leads', inOrganisationTheyLead)],
    knownTo: members,
  },
  seeTeamOfProject: { does: "see and choose which of the vendor's teams looks after a project", to: ['staff'] },
  readPeople: {
    does: 'read who belongs to an organisation',
    to: [
      'managers',
      when('signedIn', {
        ...inOwnOrganisation,
        holds: (actor: PersonActor, { organisationId }: OfOrganisations) =>
          organisationId !== null && belongsTo(actor, organisationId),
      }),
    ],
    knownTo: (actor: Actor | null, { organisationId }: OfOrganisations) =>
      organisationId === null || isOnManagement(actor) || belongsTo(actor, organisationId),
  },
  readInvitations: {
    does: 'read open invitations',
    to: ['administrators', when('managers', inAllOrganisations), when('leads', inOrganisationTheyLead)],
    knownTo: members,
  },
  invite: {
    does: 'invite people into an organisation, and send again or revoke an invitation',
    to: ['administrators', when('leads', inOrganisationTheyLead)],
    knownTo: members,
  },
  inviteWithoutLimit: { does: 'send more invitations than the daily number of a lead', to: ['administrators'] },
  setRoles: {
    does: 'change the roles of a member',
    to: ['administrators', when('leads', inOrganisationTheyLead)],
    knownTo: members,
  },
  adoptMembers: {
    does: 'give a role to somebody who is no member yet, and give up their own',
    to: ['administrators'],
  },
  endAccounts: { does: 'deactivate an account and open it again', to: ['administrators'] },
  readAudit: { does: 'read the audit trail, with `nightdesk audit`', to: ['system'] },
  readTeams: { does: "read the vendor's teams", to: ['staff'] },
  changeTeams: { does: "make and change the vendor's teams", to: ['managers'] },
})
