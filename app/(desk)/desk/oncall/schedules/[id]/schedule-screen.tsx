'use client'
import { Stack } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { Screen } from '@/app/_ui/screen'
import { useViewer } from '@/app/_ui/viewer-context'
import { isManager } from '@/server/accounts/schema'
import { OverridePanel } from './override-panel'
import { ScheduleForm } from './schedule-form'

/** One schedule: its overrides for everyone on the desk, its plan for managers. */
export function ScheduleScreen({ id, from, to }: { id: string; from: Date; to: Date }) {
  const trpc = useTRPC()
  const viewer = useViewer()
  const { data: schedule } = useSuspenseQuery(trpc.oncall.schedule.queryOptions({ id, from, to }))
  const { name, timeZone, layers } = schedule
  return (
    <Screen title={name} width="reading">
      <Stack gap="xl">
        {viewer && isManager(viewer) && <ScheduleForm initial={{ id, name, timeZone, layers }} />}
        <OverridePanel schedule={schedule} />
      </Stack>
    </Screen>
  )
}
