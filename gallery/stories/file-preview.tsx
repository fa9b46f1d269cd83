import { FilePreview } from '@/app/_ui/file-preview'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Stories } from '../story'

/** Puts a preview into the cache, as if it had been read. */
function Read({ id, preview, children }: { id: string; preview: unknown; children: ReactNode }) {
  useQueryClient().setQueryData(['file-preview', id], preview)
  return children
}
const shown = (id: string, preview: unknown) => () => (
  <Read id={id} preview={preview}>
    <FilePreview id={id} />
  </Read>
)

export const stories: Stories = {
  'a short file': shown('short', { text: '01:30 WARN timed out\n01:31 WARN timed out', isWhole: true }),
  'the beginning of a long one': shown('long', { text: '01:30 WARN timed out\n'.repeat(40), isWhole: false }),
  'not text': shown('binary', null),
}
