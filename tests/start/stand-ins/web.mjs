// Ends when asked, or when its supervisor is gone.
import { note } from './diary.mjs'

const end = () => {
  note('ended')
  process.exit(0)
}
process.on('SIGTERM', end)
process.on('disconnect', end)
note('began')
process.send?.('ready')
