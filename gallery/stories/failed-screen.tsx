import { FailedScreen } from '@/app/_ui/failed-screen'
import type { Stories } from '../story'

const nothing = () => undefined

export const stories: Stories = {
  'failed in the browser': () => <FailedScreen error={new Error('x')} reset={nothing} area="desk" home="/desk" />,
  'failed on the server, with the id of the log': () => (
    <FailedScreen
      error={Object.assign(new Error('x'), { digest: 'c4b1c7f0-9a3e-4d7f-8f55-1a2b3c4d5e6f' })}
      reset={nothing}
      area="portal"
      home="/tickets"
    />
  ),
}
