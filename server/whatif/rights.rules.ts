import { defineRights } from '@/server/vocabulary/rights/rights'

export const whatIfRights = defineRights('whatIf', {
  replay: { does: 'replay past tickets under another SLA policy, and read and cancel replays', to: ['managers'] },
})
