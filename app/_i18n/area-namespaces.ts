/** The files of messages/<locale> that the screens of an area use in the browser; a test holds them against the code. */
const namespaces = {
  /** Every page: the frame that stands above the areas. */
  root: ['common', 'errors', 'failure'],
  public: ['calendar', 'field', 'policy'],
  auth: ['auth'],
  portal: ['auth', 'breach', 'field', 'health', 'people', 'policy', 'portal', 'ticket'],
  desk: ['auth', 'breach', 'desk', 'field', 'handoff', 'health', 'knowledge', 'oncall', 'people', 'ticket'],
  manage: ['auth', 'breach', 'calendar', 'field', 'health', 'manage', 'people', 'policy', 'system', 'whatif'],
} as const

export type MessageArea = keyof typeof namespaces

/** Namespaces of an area, with those of every page. */
export const namespacesOf = (area: MessageArea): string[] => [...new Set([...namespaces.root, ...namespaces[area]])]
