// Stand-ins write what happens to them into one file: `name pid what`.
import fs from 'node:fs'
import path from 'node:path'

const name = path.basename(process.argv[1], '.mjs')
export const note = (what) => fs.appendFileSync(process.env.DIARY, `${name} ${process.pid} ${what}\n`)
