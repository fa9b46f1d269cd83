import { type Match, matchTicket } from '@/server/tickets/search/match.rules'
import { matchQuestion } from '@/server/tickets/search/schema'
import { type Refusal, refusalOf } from './questions'

/** Answers one question of `search match` (docs/formats.md): whether a search finds a ticket, and why. */
export function answerMatch(question: unknown): Match | Refusal {
  const parsed = matchQuestion.safeParse(question)
  if (!parsed.success) return refusalOf(parsed.error)
  const { query, ticket, viewer, me, timeZone } = parsed.data
  return matchTicket(query, ticket, { viewer, me, timeZone })
}
