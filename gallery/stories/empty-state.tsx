import { Button } from '@mantine/core'
import { EmptyState } from '@/app/_ui/empty-state'
import type { Stories } from '../story'

export const stories: Stories = {
  'a title': () => <EmptyState title="SLA" />,
  'with a hint': () => <EmptyState title="SLA" hint="S1 · S2 · S3 · S4" />,
  'with an action': () => <EmptyState title="SLA" hint="S1 · S2 · S3 · S4" action={<Button>OK</Button>} />,
}
