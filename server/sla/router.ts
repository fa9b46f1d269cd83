import { managerProcedure, router, signedInProcedure } from '@/server/trpc'
import { savePolicyInput } from './policy-schema'
import { listPolicies, readMatrix, savePolicy } from './policy-service'

export const slaRouter = router({
  policies: managerProcedure.query(({ ctx }) => listPolicies(ctx)),
  publicMatrix: signedInProcedure.query(({ ctx }) => readMatrix(ctx, ctx.viewer)),
  savePolicy: managerProcedure.input(savePolicyInput).mutation(({ ctx, input }) => savePolicy(ctx, ctx.viewer, input)),
})
