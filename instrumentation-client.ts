// Runs in the browser before the code of any screen.

// Zod compiles schemas with `new Function` where that works. The policy of our pages refuses it, and the browser would
// report every attempt as a violation (scripts/start/headers.mjs). Zod reads this object when it is loaded; its own
// function `config` would bring a part of Zod to pages that use none of it.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })

export {}
