import { UploadList } from '@/app/_ui/upload-list'
import type { Upload, Uploads } from '@/app/_ui/use-uploads'
import { logFile } from '../samples'
import type { Stories } from '../story'

const nothing = () => undefined
const file: Upload = {
  key: '1',
  name: 'edge.log',
  size: 48_000,
  sent: 12_000,
  attachment: null,
  error: null,
  scanned: null,
  kept: [],
}
const list =
  (uploads: Upload[], notice: string | null = null) =>
  () => <UploadList files={{ uploads, notice, remove: nothing, retry: nothing } as unknown as Uploads} />

export const stories: Stories = {
  'on its way': list([file]),
  arrived: list([{ ...file, sent: file.size, attachment: logFile }]),
  refused: list([{ ...file, error: '25 MB' }]),
  'a program': list([{ ...file, name: 'setup.exe', sent: file.size, attachment: logFile }]),
  'too many': list([file], '20 MB'),
}
