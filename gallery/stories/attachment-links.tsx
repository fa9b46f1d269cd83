import { AttachmentLinks } from '@/app/_ui/attachment-links'
import { logFile } from '../samples'
import type { Stories } from '../story'

export const stories: Stories = {
  'a log file': () => <AttachmentLinks attachments={[logFile]} />,
  'several, one with a long name': () => (
    <AttachmentLinks
      attachments={[
        logFile,
        { ...logFile, id: '2', fileName: `${'very-long-name-'.repeat(8)}.log` },
        { ...logFile, id: '3', fileName: 'dump.bin', contentType: 'application/octet-stream', size: 9_000_000 },
      ]}
    />
  ),
}
