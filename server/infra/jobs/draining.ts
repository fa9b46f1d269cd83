// Set by scripts/start/web.mjs, which is plain JavaScript outside the bundles.
const holder = globalThis as unknown as { nightdeskDraining?: boolean }

/** Tells whether this process is stopping: it finishes the requests that it has and should be sent no more. */
export const isDraining = (): boolean => holder.nightdeskDraining === true
