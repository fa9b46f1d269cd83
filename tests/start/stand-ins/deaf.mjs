// Does not hear that it should end.
import { note } from './diary.mjs'

process.on('SIGTERM', () => note('asked'))
process.on('disconnect', () => undefined)
setInterval(() => undefined, 1_000)
note('began')
process.send?.('ready')
