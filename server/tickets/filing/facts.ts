/** Answers to the three questions about the impact (PRODUCT.md, T2). */
export const impactAnswers = {
  production: ['yes', 'no'],
  users: ['most', 'many', 'few'],
  otherWay: ['no', 'with_effort', 'yes'],
} as const
export type Impact = { [Question in keyof typeof impactAnswers]: (typeof impactAnswers)[Question][number] }
