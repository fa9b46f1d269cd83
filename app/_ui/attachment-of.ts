import type { AttachmentView } from '@/server/tickets/attachments/schema'
import { fieldOf, isNumber, isText } from './field-of'

/** Returns an attachment as the server answered it or a draft stored it; null when it is damaged. */
export function attachmentOf(value: unknown): AttachmentView | null {
  const [id, fileName, contentType, size] = ['id', 'fileName', 'contentType', 'size'].map((name) =>
    fieldOf(value, name),
  )
  return isText(id) && isText(fileName) && isText(contentType) && isNumber(size)
    ? { id, fileName, contentType, size }
    : null
}
