import { accountsRights } from '@/server/accounts/rights.rules'
import { z } from 'zod'
import { cursorSchema } from '@/server/infra/input/cursor-schema'
import { procedure, router } from '../procedures'
import {
  acceptInvitationInput,
  changePasswordInput,
  chooseLanguageInput,
  emailSchema,
  firstAdministratorInput,
  pathSchema,
  inviteInput,
  openToMembersInput,
  organisationInput,
  createProjectInput,
  updateOrganisationInput,
  updateProjectInput,
  setPasswordInput,
  setRolesInput,
  tokenSchema,
  updateProfileInput,
} from '@/server/accounts/schema'
import { isSetupNeeded, signInOptions } from '@/server/accounts/sign-in/options'
import {
  acceptInvitation,
  invitations,
  invite,
  readInvitation,
  resendInvitation,
  revokeInvitation,
} from '@/server/accounts/invitations/invitations'
import {
  archiveOrganisation,
  openToMembers,
  archiveProject,
  createOrganisation,
  createProject,
  organisations,
  plans,
  projects,
  updateOrganisation,
  updateProject,
} from '@/server/accounts/organisations/organisations'
import type { StaffChanged } from '@/server/accounts/staff'
import { readTeams, saveTeam, saveTeamSchema } from '@/server/accounts/teams/teams'
import {
  changePassword,
  createFirstAdministrator,
  deactivateUser,
  people,
  reactivateUser,
  setRoles,
  chooseLanguage,
  updateProfile,
} from '@/server/accounts/people/people'
import { readIdentityRequest } from '@/server/accounts/people/identity'
import {
  requestIdentityLink,
  requestPasswordReset,
  requestSignInLink,
  resetPassword,
} from '@/server/accounts/sign-in/sign-in'
import { endOtherSessions, endSession, readSessions } from '@/server/accounts/sign-in/sessions'

const emailInput = z.object({ email: emailSchema })
const inOrganisation = z.object({ organisationId: z.uuid() })
const optionalOrganisation = z.object({ organisationId: z.uuid().optional() })
const ofInvitation = z.object({ invitationId: z.uuid() })
const ofUser = z.object({ userId: z.uuid() })

/** @param staffChanged applies what other domains do when somebody leaves or rejoins the staff */
export const makeAccountsRouter = (staffChanged: StaffChanged) =>
  router({
    me: procedure(accountsRights.signIn).query(({ ctx }) => ctx.viewer),
    signInOptions: procedure(accountsRights.signIn).query(({ ctx }) => signInOptions(ctx)),
    setupNeeded: procedure(accountsRights.setUp).query(({ ctx }) => isSetupNeeded(ctx.db)),
    createFirstAdministrator: procedure(accountsRights.setUp)
      .input(firstAdministratorInput)
      .mutation(({ ctx, input }) => createFirstAdministrator(ctx, input)),

    requestLink: procedure(accountsRights.signIn)
      .input(emailInput.extend({ next: pathSchema.optional() }))
      .mutation(({ ctx, input }) => requestSignInLink(ctx, { ...input, address: ctx.address })),
    identityRequest: procedure(accountsRights.signIn)
      .input(z.object({ token: tokenSchema }))
      .query(({ ctx, input }) => readIdentityRequest(ctx, input.token)),
    requestIdentityLink: procedure(accountsRights.signIn)
      .input(z.object({ token: tokenSchema, next: pathSchema.optional() }))
      .mutation(({ ctx, input }) => requestIdentityLink(ctx, { ...input, address: ctx.address })),
    requestReset: procedure(accountsRights.signIn)
      .input(emailInput)
      .mutation(({ ctx, input }) => requestPasswordReset(ctx, { ...input, address: ctx.address })),
    resetPassword: procedure(accountsRights.signIn)
      .input(setPasswordInput)
      .mutation(({ ctx, input }) => resetPassword(ctx, { ...input, address: ctx.address })),
    invitation: procedure(accountsRights.signIn)
      .input(z.object({ token: tokenSchema }))
      .query(({ ctx, input }) => readInvitation(ctx, input.token)),
    acceptInvitation: procedure(accountsRights.signIn)
      .input(acceptInvitationInput)
      .mutation(({ ctx, input }) => acceptInvitation(ctx, { ...input, address: ctx.address }, staffChanged)),

    teams: procedure(accountsRights.readTeams).query(({ ctx }) => readTeams(ctx, ctx.actor)),
    saveTeam: procedure(accountsRights.changeTeams)
      .input(saveTeamSchema)
      .mutation(({ ctx, input }) => saveTeam(ctx, ctx.actor, input)),

    chooseLanguage: procedure(accountsRights.keepOwnAccount)
      .input(chooseLanguageInput)
      .mutation(({ ctx, input }) => chooseLanguage(ctx, ctx.actor, input.locale)),
    updateProfile: procedure(accountsRights.keepOwnAccount)
      .input(updateProfileInput)
      .mutation(({ ctx, input }) => updateProfile(ctx, ctx.actor, input)),
    changePassword: procedure(accountsRights.keepOwnAccount)
      .input(changePasswordInput)
      .mutation(({ ctx, input }) => changePassword(ctx, ctx.actor, input)),

    sessions: router({
      list: procedure(accountsRights.keepOwnAccount)
        .input(cursorSchema)
        .query(({ ctx, input }) => readSessions(ctx, ctx.actor, input.cursor)),
      end: procedure(accountsRights.keepOwnAccount)
        .input(z.object({ sessionId: z.uuid() }))
        .mutation(({ ctx, input }) => endSession(ctx, ctx.actor, input.sessionId)),
      endOthers: procedure(accountsRights.keepOwnAccount).mutation(({ ctx }) => endOtherSessions(ctx, ctx.actor)),
    }),

    plans: procedure(accountsRights.readEveryOrganisation).query(({ ctx }) => plans(ctx, ctx.actor)),

    organisations: router({
      list: procedure(accountsRights.readOrganisations).query(({ ctx }) => organisations(ctx, ctx.actor)),
      create: procedure(accountsRights.changeOrganisations)
        .input(organisationInput)
        .mutation(({ ctx, input }) => createOrganisation(ctx, ctx.actor, input)),
      update: procedure(accountsRights.changeOrganisations)
        .input(updateOrganisationInput)
        .mutation(({ ctx, input }) => updateOrganisation(ctx, ctx.actor, input)),
      archive: procedure(accountsRights.changeOrganisations)
        .input(inOrganisation.extend({ archived: z.boolean() }))
        .mutation(({ ctx, input }) => archiveOrganisation(ctx, ctx.actor, input)),
      openToMembers: procedure(accountsRights.openToMembers)
        .input(openToMembersInput)
        .mutation(({ ctx, input }) => openToMembers(ctx, ctx.actor, input)),
    }),

    projects: router({
      list: procedure(accountsRights.readProjects)
        .input(inOrganisation)
        .query(({ ctx, input }) => projects(ctx, ctx.actor, input.organisationId)),
      create: procedure(accountsRights.changeProjects)
        .input(createProjectInput)
        .mutation(({ ctx, input }) => createProject(ctx, ctx.actor, input)),
      update: procedure(accountsRights.changeProjects)
        .input(updateProjectInput)
        .mutation(({ ctx, input }) => updateProject(ctx, ctx.actor, input)),
      archive: procedure(accountsRights.changeProjects)
        .input(z.object({ projectId: z.uuid(), archived: z.boolean() }))
        .mutation(({ ctx, input }) => archiveProject(ctx, ctx.actor, input)),
    }),

    people: router({
      list: procedure(accountsRights.readPeople)
        .input(optionalOrganisation)
        .query(({ ctx, input }) => people(ctx, ctx.actor, input.organisationId)),
      invitations: procedure(accountsRights.readInvitations)
        .input(optionalOrganisation)
        .query(({ ctx, input }) => invitations(ctx, ctx.actor, input.organisationId)),
      invite: procedure(accountsRights.invite)
        .input(inviteInput)
        .mutation(({ ctx, input }) => invite(ctx, ctx.actor, input)),
      resend: procedure(accountsRights.invite)
        .input(ofInvitation)
        .mutation(({ ctx, input }) => resendInvitation(ctx, ctx.actor, input.invitationId)),
      revoke: procedure(accountsRights.invite)
        .input(ofInvitation)
        .mutation(({ ctx, input }) => revokeInvitation(ctx, ctx.actor, input.invitationId)),
      setRoles: procedure(accountsRights.setRoles)
        .input(setRolesInput)
        .mutation(({ ctx, input }) => setRoles(ctx, ctx.actor, input, staffChanged)),
      deactivate: procedure(accountsRights.endAccounts)
        .input(ofUser)
        .mutation(({ ctx, input }) => deactivateUser(ctx, ctx.actor, input.userId, staffChanged)),
      reactivate: procedure(accountsRights.endAccounts)
        .input(ofUser)
        .mutation(({ ctx, input }) => reactivateUser(ctx, ctx.actor, input.userId, staffChanged)),
    }),
  })
