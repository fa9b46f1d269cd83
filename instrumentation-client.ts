// Runs in the browser before the code of any screen.
import { config } from 'zod'

// Zod compiles schemas with `new Function` where that works. The policy of our pages refuses it, and the browser would
// report every attempt as a violation (scripts/start/headers.mjs).
config({ jitless: true })
