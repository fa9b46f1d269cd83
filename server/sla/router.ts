import { router } from '@/server/trpc'

export const slaRouter = router({})
