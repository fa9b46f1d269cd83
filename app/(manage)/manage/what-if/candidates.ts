import type { PlanPolicyView, PolicyVersionView } from '@/server/sla/policy/schema'

/** Returns a policy's key for a form field: a plan has one policy for all products, and may have one per product. */
export const policyKey = ({ planId, product }: Pick<PlanPolicyView, 'planId' | 'product'>) =>
  `${planId} ${product ?? ''}`

export type CandidateState = 'draft' | 'scheduled' | 'inForce' | 'earlier'

export interface Candidate {
  state: CandidateState
  version: PolicyVersionView
}

/** Returns every version of a policy that can be replayed; versions not yet in force come first. */
export function candidatesOf(policy: PlanPolicyView): Candidate[] {
  const inForce = policy.inForce?.id
  return [
    ...policy.drafts.map((version): Candidate => ({ state: 'draft', version })),
    ...policy.scheduled.map((version): Candidate => ({ state: 'scheduled', version })),
    ...policy.history.map((version): Candidate => ({ state: version.id === inForce ? 'inForce' : 'earlier', version })),
  ]
}

/** Returns the form's initial choice: the requested version, else the first draft, else the first policy. */
export function initialChoice(
  policies: readonly PlanPolicyView[],
  versionId: string | null,
): { policy: PlanPolicyView; versionId: string } | null {
  const all = policies.flatMap((policy) => candidatesOf(policy).map((candidate) => ({ policy, ...candidate })))
  const chosen = all.find((one) => one.version.id === versionId) ?? all.find((one) => one.state === 'draft') ?? all[0]
  return chosen ? { policy: chosen.policy, versionId: chosen.version.id } : null
}
