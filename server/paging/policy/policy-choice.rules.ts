import type { Severity } from '@/server/vocabulary/severity'

/**
 * What an escalation policy is for: a team, severities, or a team at severities. A new page opens with the policy that
 * routing chose for the ticket, else with the one closest to it: team and severity, then team, then severity, then the
 * default. An open page keeps its policy (SEMANTICS §3).
 */
export interface PolicyUse {
  isDefault: boolean
  /** Empty: every severity. */
  severities: readonly Severity[]
  teamId: string | null
}
export interface Asked {
  severity: Severity
  /** The ticket's team; null when it has none. */
  teamId: string | null
  /** The policy that routing chose for the ticket; null when it chose none. */
  routedPolicyId: string | null
}

/**
 * Returns how closely a policy matches; 0: not at all. The default always matches, whatever team and severities it has.
 */
function matchRank(use: PolicyUse, asked: Asked): number {
  if (use.isDefault) return 1
  const ofTeam = use.teamId !== null
  const ofSeverity = use.severities.length > 0
  if (ofTeam && use.teamId !== asked.teamId) return 0
  if (ofSeverity && !use.severities.includes(asked.severity)) return 0
  if (!ofTeam && !ofSeverity) return 0
  return 1 + (ofTeam ? 2 : 0) + (ofSeverity ? 1 : 0)
}

/**
 * Returns the policy that routing chose when it is among `policies`, else the closest one; null when none matches. Of
 * equally close ones, which cannot be saved, the first.
 */
export function choosePolicy<P extends PolicyUse & { id: string }>(policies: readonly P[], asked: Asked): P | null {
  const routed = asked.routedPolicyId && policies.find(({ id }) => id === asked.routedPolicyId)
  if (routed) return routed
  let chosen: P | null = null
  for (const policy of policies) {
    const close = matchRank(policy, asked)
    if (close > 0 && (chosen === null || close > matchRank(chosen, asked))) chosen = policy
  }
  return chosen
}

/** Returns the policy that is already for the same team and severities as `use`; null when there is none. */
export function conflictingPolicy<P extends PolicyUse>(policies: readonly P[], use: PolicyUse): P | null {
  if (use.isDefault || (use.teamId === null && use.severities.length === 0)) return null
  const same = (other: P) =>
    !other.isDefault &&
    other.teamId === use.teamId &&
    (use.severities.length === 0
      ? other.severities.length === 0
      : use.severities.some((severity) => other.severities.includes(severity)))
  return policies.find(same) ?? null
}

/**
 * Returns the severities at which a page may open with this policy, for any of the teams or none. With one that routing
 * chooses, it may open at every severity, because the severity of a routed ticket can change.
 */
export function severitiesOf<P extends PolicyUse & { id: string; isRouted: boolean }>(
  policies: readonly P[],
  policy: P,
  teamIds: readonly string[],
  all: readonly Severity[],
): Severity[] {
  if (policy.isRouted) return [...all]
  return all.filter((severity) =>
    [null, ...teamIds].some((teamId) => choosePolicy(policies, { severity, teamId, routedPolicyId: null }) === policy),
  )
}
