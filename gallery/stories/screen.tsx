import { Button } from '@mantine/core'
import { Screen } from '@/app/_ui/screen'
import type { Stories } from '../story'

export const stories: Stories = {
  'a title': () => <Screen title="SLA">S1</Screen>,
  'with everything': () => (
    <Screen title="SLA" note="UTC" back={{ href: '/desk', name: 'S1' }} actions={<Button>OK</Button>} width="form">
      S1
    </Screen>
  ),
}
