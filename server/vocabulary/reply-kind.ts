export const replyKinds = [
  'acknowledgement',
  'question',
  'diagnosis',
  'workaround',
  'root_cause',
  'fix',
  'update',
] as const
export type ReplyKind = (typeof replyKinds)[number]
