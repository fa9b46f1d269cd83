// Is ready the first time and runs until it is killed; each later start ends at once.
import fs from 'node:fs'
import { note } from './diary.mjs'

const isFirst = !fs.readFileSync(process.env.DIARY, 'utf8').includes('faltering ')
note('began')
if (!isFirst) process.exit(7)
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
