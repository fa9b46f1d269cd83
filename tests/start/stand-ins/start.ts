import { openLifetime } from '@/scripts/start/lifetime'
import { supervise } from '@/scripts/start/supervisor'

/** What the start script does with its programs, with other programs: their files, and one that is stopped last. */
const [last = '', ...files] = process.argv.slice(2)
const program = (file: string) => ({ name: file.split('/').at(-1) ?? file, args: [file], env: process.env })
const lifetime = openLifetime()
const database = supervise([program(last)])
lifetime.onEnd(database.stop)
const supervised = supervise(files.map(program), { firstPauseMs: 20, maxPauseMs: 80, graceMs: 300 })
lifetime.onEnd(supervised.stop)
void supervised.gaveUp.then((sentence) => lifetime.end(1, sentence))
