/** The files of messages/<locale> that an area's screens use in the browser; a test compares them with the code. */
const namespaces = {
  /** Used by every page, in the frame around the areas. */
  root: ['common', 'errors', 'failure'],
  public: ['calendar', 'field', 'policy'],
  auth: ['auth'],
  portal: ['auth', 'breach', 'field', 'health', 'people', 'policy', 'portal', 'search', 'ticket'],
  desk: ['auth', 'breach', 'desk', 'field', 'handoff', 'health', 'knowledge', 'oncall', 'people', 'search', 'ticket'],
  manage: ['auth', 'breach', 'calendar', 'field', 'health', 'manage', 'people', 'policy', 'system', 'whatif'],
} as const

export type MessageArea = keyof typeof namespaces

/** Returns the namespaces of an area, including those of every page. */
export const namespacesOf = (area: MessageArea): string[] => [...new Set([...namespaces.root, ...namespaces[area]])]
