import { product } from './product'
import { report } from './report'

/**
 * `npm run bench [idle] [paging] [filing] [queue] [clocks] [-- --json]`: all of them without a name. BENCH_PAGES sets how
 * many S1 tickets are filed, one a second (200 unless told).
 */
const parts = process.argv.slice(2).filter((word) => !word.startsWith('--'))
report(await product(parts))
