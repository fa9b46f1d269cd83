// Set by scripts/start/web.mjs, which is plain JavaScript outside the bundles.
const holder = globalThis as unknown as { nightdeskDraining?: boolean }

/** Tells whether this process is shutting down: it finishes its open requests and should receive no new ones. */
export const isDraining = (): boolean => holder.nightdeskDraining === true
