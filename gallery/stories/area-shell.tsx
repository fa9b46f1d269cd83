import { AreaShell } from '@/app/_ui/area-shell'
import { Screen } from '@/app/_ui/screen'
import { ViewerProvider } from '@/app/_ui/viewer-context'
import { Answering } from '../answers'
import { calmStatus, engineer, pagedStatus } from '../samples'
import { fillsPage, type Stories } from '../story'

const quiet = {
  'handoffs.count': 2,
  'system.alarm': { problems: [], degradations: [], since: null, parked: 0, mayRepair: false },
  'paging.failingMethods': { own: [], others: [] },
}

export const stories: Stories = {
  desk: fillsPage(() => (
    <Answering answers={{ ...quiet, 'desk.status': calmStatus }}>
      <AreaShell area="desk">
        <Screen title="SLA">S1</Screen>
      </AreaShell>
    </Answering>
  )),
  'desk with a page': fillsPage(() => (
    <Answering answers={{ ...quiet, 'desk.status': pagedStatus }}>
      <AreaShell area="desk">
        <Screen title="SLA">S1</Screen>
      </AreaShell>
    </Answering>
  )),
  'management while something is broken': fillsPage(() => (
    <Answering
      answers={{
        ...quiet,
        'desk.status': 'refused',
        'system.alarm': { problems: ['workerSilent'], degradations: [], since: null, parked: 0, mayRepair: true },
      }}
    >
      <AreaShell area="manage">
        <Screen title="SLA">S1</Screen>
      </AreaShell>
    </Answering>
  )),
  portal: fillsPage(() => (
    <ViewerProvider viewer={{ ...engineer, staffRoles: [] }}>
      <AreaShell area="portal">
        <Screen title="SLA">S1</Screen>
      </AreaShell>
    </ViewerProvider>
  )),
}
