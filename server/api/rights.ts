import { accountsRights } from '@/server/accounts/rights.rules'
import { insightRights } from '@/server/insight/rights.rules'
import { knowledgeRights } from '@/server/knowledge/rights.rules'
import { oncallRights } from '@/server/oncall/rights.rules'
import { pagingRights } from '@/server/paging/rights.rules'
import { slaRights } from '@/server/sla/rights.rules'
import { ticketRights } from '@/server/tickets/rights.rules'
import type { AnyRight } from '@/server/vocabulary/rights/rights'
import { whatIfRights } from '@/server/whatif/rights.rules'

/** The rights tables of all domains, in the order of docs/permissions.md. */
export const allRights: Readonly<Record<string, Readonly<Record<string, AnyRight>>>> = {
  tickets: ticketRights,
  paging: pagingRights,
  oncall: oncallRights,
  sla: slaRights,
  knowledge: knowledgeRights,
  insight: insightRights,
  whatIf: whatIfRights,
  accounts: accountsRights,
}
