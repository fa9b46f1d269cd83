import { AccountMenu } from '@/app/_ui/account-menu'
import { ViewerProvider } from '@/app/_ui/viewer-context'
import { engineer } from '../samples'
import type { Stories } from '../story'

export const stories: Stories = {
  'of staff': () => <AccountMenu />,
  'of a customer': () => (
    <ViewerProvider
      viewer={{
        ...engineer,
        staffRoles: [],
        memberships: [
          { organisationId: 'o', organisationKey: 'XINGYU', organisationName: '星屿会议', isOpen: false, roles: [] },
        ],
      }}
    >
      <AccountMenu />
    </ViewerProvider>
  ),
}
