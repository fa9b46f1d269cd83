import type { ReactNode } from 'react'

/** The states of one component, by name; each is rendered below its name on the component's page. */
export type Stories = Record<string, () => ReactNode>

/** A story that fills the page, such as a dialog or a frame, has a page of its own. */
export const ownPage = new WeakSet<() => ReactNode>()

export function fillsPage(story: () => ReactNode): () => ReactNode {
  ownPage.add(story)
  return story
}
