import { RecordLine } from '@/app/_ui/record-line'
import { ticket } from '../samples'
import type { Stories } from '../story'

export const stories: Stories = {
  // The component is printed only, so the story takes the class away.
  'as printed': () => (
    <div style={{ display: 'contents' }}>
      <style>{'.print-only { display: block !important }'}</style>
      <RecordLine ledger={ticket.ledger} />
    </div>
  ),
}
