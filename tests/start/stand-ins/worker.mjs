// Finishes what it holds before it ends.
import { note } from './diary.mjs'

const end = () => {
  note('asked')
  setTimeout(() => {
    note('ended')
    process.exit(0)
  }, 50)
}
process.on('SIGTERM', end)
process.on('disconnect', end)
note('began')
process.send?.('ready')
