export interface AttachmentView {
  id: string
  fileName: string
  contentType: string
  size: number
}
