import { CopyCode } from '@/app/_ui/copy-code'
import type { Stories } from '../story'

export const stories: Stories = {
  'seen on hover or focus': () => (
    <div style={{ position: 'relative', height: 40 }}>
      <CopyCode text="x" copy="Copy" copied="Copied" />
    </div>
  ),
}
