import { Button } from '@mantine/core'
import { AccountPanel } from '@/app/_ui/account-panel'
import { fillsPage, type Stories } from '../story'

export const stories: Stories = {
  open: fillsPage(() => (
    <div style={{ paddingTop: 320 }}>
      <AccountPanel opened onClose={() => undefined}>
        <Button>Ana Lim</Button>
      </AccountPanel>
    </div>
  )),
}
