import type { Severity } from '@/server/vocabulary/severity'

/**
 * Which escalation policy a new page opens with. A policy is used for a team, for severities, or for a team at
 * severities; the closest to the ticket wins: team and severity, then team, then severity, then the default, which
 * is for whatever no other is. A page that is open keeps the policy it opened with (SEMANTICS §3).
 */
export interface PolicyUse {
  isDefault: boolean
  /** Empty: every severity. */
  severities: readonly Severity[]
  teamId: string | null
}
export interface Asked {
  severity: Severity
  /** The ticket's; null when nobody in particular looks after it. */
  teamId: string | null
}

/** 0: not for it. The default's own team and severities do not count: it catches everything. */
function closeness(use: PolicyUse, asked: Asked): number {
  if (use.isDefault) return 1
  const ofTeam = use.teamId !== null
  const ofSeverity = use.severities.length > 0
  if (ofTeam && use.teamId !== asked.teamId) return 0
  if (ofSeverity && !use.severities.includes(asked.severity)) return 0
  if (!ofTeam && !ofSeverity) return 0
  return 1 + (ofTeam ? 2 : 0) + (ofSeverity ? 1 : 0)
}

/** Of two that are equally close, which no saved pair is, the first. */
export function choosePolicy<P extends PolicyUse>(policies: readonly P[], asked: Asked): P | null {
  let chosen: P | null = null
  for (const policy of policies) {
    const close = closeness(policy, asked)
    if (close > 0 && (chosen === null || close > closeness(chosen, asked))) chosen = policy
  }
  return chosen
}

/** The policy that is already used for something that this one is to be used for; null when there is none. */
export function rivalOf<P extends PolicyUse>(policies: readonly P[], use: PolicyUse): P | null {
  if (use.isDefault || (use.teamId === null && use.severities.length === 0)) return null
  const same = (other: P) =>
    !other.isDefault &&
    other.teamId === use.teamId &&
    (use.severities.length === 0
      ? other.severities.length === 0
      : use.severities.some((severity) => other.severities.includes(severity)))
  return policies.find(same) ?? null
}

/** At which severities a page may open with this policy, whichever of the teams looks after the ticket. */
export function severitiesOf<P extends PolicyUse>(
  policies: readonly P[],
  policy: P,
  teamIds: readonly string[],
  all: readonly Severity[],
): Severity[] {
  return all.filter((severity) =>
    [null, ...teamIds].some((teamId) => choosePolicy(policies, { severity, teamId }) === policy),
  )
}
