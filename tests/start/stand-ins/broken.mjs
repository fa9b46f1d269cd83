// Dies as soon as it lives.
import { note } from './diary.mjs'

note('began')
process.exit(7)
