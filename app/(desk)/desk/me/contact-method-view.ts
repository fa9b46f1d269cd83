import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

export type Contacts = inferRouterOutputs<AppRouter>['paging']['contacts']
export type ContactMethodView = Contacts['methods'][number]
export type RuleView = Contacts['rules'][number]
