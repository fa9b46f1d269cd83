import { z } from 'zod'
import { cursorSchema } from '@/server/infra/input/cursor-schema'
import {
  administratorProcedure,
  managerProcedure,
  publicProcedure,
  router,
  signedInProcedure,
  staffProcedure,
} from '../procedures'
import {
  acceptInvitationInput,
  changePasswordInput,
  chooseLanguageInput,
  emailSchema,
  firstAdministratorInput,
  pathSchema,
  inviteInput,
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
const maybeInOrganisation = z.object({ organisationId: z.uuid().optional() })
const ofInvitation = z.object({ invitationId: z.uuid() })
const ofUser = z.object({ userId: z.uuid() })

/** @param staffChanged what the domains above do when somebody leaves the staff or comes back */
export const makeAccountsRouter = (staffChanged: StaffChanged) =>
  router({
    me: publicProcedure.query(({ ctx }) => ctx.viewer),
    signInOptions: publicProcedure.query(({ ctx }) => signInOptions(ctx)),
    setupNeeded: publicProcedure.query(({ ctx }) => isSetupNeeded(ctx.db)),
    createFirstAdministrator: publicProcedure
      .input(firstAdministratorInput)
      .mutation(({ ctx, input }) => createFirstAdministrator(ctx, input)),

    requestLink: publicProcedure
      .input(emailInput.extend({ next: pathSchema.optional() }))
      .mutation(({ ctx, input }) => requestSignInLink(ctx, { ...input, address: ctx.address })),
    identityRequest: publicProcedure
      .input(z.object({ token: tokenSchema }))
      .query(({ ctx, input }) => readIdentityRequest(ctx, input.token)),
    requestIdentityLink: publicProcedure
      .input(z.object({ token: tokenSchema, next: pathSchema.optional() }))
      .mutation(({ ctx, input }) => requestIdentityLink(ctx, { ...input, address: ctx.address })),
    requestReset: publicProcedure
      .input(emailInput)
      .mutation(({ ctx, input }) => requestPasswordReset(ctx, { ...input, address: ctx.address })),
    resetPassword: publicProcedure
      .input(setPasswordInput)
      .mutation(({ ctx, input }) => resetPassword(ctx, { ...input, address: ctx.address })),
    invitation: publicProcedure
      .input(z.object({ token: tokenSchema }))
      .query(({ ctx, input }) => readInvitation(ctx, input.token)),
    acceptInvitation: publicProcedure
      .input(acceptInvitationInput)
      .mutation(({ ctx, input }) => acceptInvitation(ctx, { ...input, address: ctx.address }, staffChanged)),

    teams: staffProcedure.query(({ ctx }) => readTeams(ctx)),
    saveTeam: managerProcedure.input(saveTeamSchema).mutation(({ ctx, input }) => saveTeam(ctx, input)),

    chooseLanguage: signedInProcedure
      .input(chooseLanguageInput)
      .mutation(({ ctx, input }) => chooseLanguage(ctx, ctx.viewer, input.locale)),
    updateProfile: signedInProcedure
      .input(updateProfileInput)
      .mutation(({ ctx, input }) => updateProfile(ctx, ctx.viewer, input)),
    changePassword: signedInProcedure
      .input(changePasswordInput)
      .mutation(({ ctx, input }) => changePassword(ctx, ctx.viewer, input)),

    sessions: router({
      list: signedInProcedure
        .input(cursorSchema)
        .query(({ ctx, input }) => readSessions(ctx, ctx.viewer, input.cursor)),
      end: signedInProcedure
        .input(z.object({ sessionId: z.uuid() }))
        .mutation(({ ctx, input }) => endSession(ctx, ctx.viewer, input.sessionId)),
      endOthers: signedInProcedure.mutation(({ ctx }) => endOtherSessions(ctx, ctx.viewer)),
    }),

    plans: managerProcedure.query(({ ctx }) => plans(ctx)),

    organisations: router({
      list: signedInProcedure.query(({ ctx }) => organisations(ctx, ctx.viewer)),
      create: administratorProcedure
        .input(organisationInput)
        .mutation(({ ctx, input }) => createOrganisation(ctx, input)),
      update: administratorProcedure
        .input(updateOrganisationInput)
        .mutation(({ ctx, input }) => updateOrganisation(ctx, input)),
      archive: administratorProcedure
        .input(inOrganisation.extend({ archived: z.boolean() }))
        .mutation(({ ctx, input }) => archiveOrganisation(ctx, input)),
    }),

    projects: router({
      list: signedInProcedure
        .input(inOrganisation)
        .query(({ ctx, input }) => projects(ctx, ctx.viewer, input.organisationId)),
      create: signedInProcedure
        .input(createProjectInput)
        .mutation(({ ctx, input }) => createProject(ctx, ctx.viewer, input)),
      update: signedInProcedure
        .input(updateProjectInput)
        .mutation(({ ctx, input }) => updateProject(ctx, ctx.viewer, input)),
      archive: signedInProcedure
        .input(z.object({ projectId: z.uuid(), archived: z.boolean() }))
        .mutation(({ ctx, input }) => archiveProject(ctx, ctx.viewer, input)),
    }),

    people: router({
      list: signedInProcedure
        .input(maybeInOrganisation)
        .query(({ ctx, input }) => people(ctx, ctx.viewer, input.organisationId)),
      invitations: signedInProcedure
        .input(maybeInOrganisation)
        .query(({ ctx, input }) => invitations(ctx, ctx.viewer, input.organisationId)),
      invite: signedInProcedure.input(inviteInput).mutation(({ ctx, input }) => invite(ctx, ctx.viewer, input)),
      resend: signedInProcedure
        .input(ofInvitation)
        .mutation(({ ctx, input }) => resendInvitation(ctx, ctx.viewer, input.invitationId)),
      revoke: signedInProcedure
        .input(ofInvitation)
        .mutation(({ ctx, input }) => revokeInvitation(ctx, ctx.viewer, input.invitationId)),
      setRoles: signedInProcedure
        .input(setRolesInput)
        .mutation(({ ctx, input }) => setRoles(ctx, ctx.viewer, input, staffChanged)),
      deactivate: administratorProcedure
        .input(ofUser)
        .mutation(({ ctx, input }) => deactivateUser(ctx, ctx.viewer, input.userId, staffChanged)),
      reactivate: administratorProcedure
        .input(ofUser)
        .mutation(({ ctx, input }) => reactivateUser(ctx, ctx.viewer, input.userId, staffChanged)),
    }),
  })
