import { oncall } from './oncall'
import { product } from './product'
import { report } from './report'

/**
 * `npm run bench [oncall] [idle] [paging] [filing] [queue] [clocks] [-- --json]`: all of them without a name. BENCH_PAGES
 * sets how many S1 tickets are filed, one a second (200 unless told).
 */
const parts = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const ofRules = parts.length === 0 || parts.includes('oncall') ? oncall() : []
const ofProduct = parts.filter((part) => part !== 'oncall')
report([...ofRules, ...(parts.length === 0 || ofProduct.length > 0 ? await product(ofProduct) : [])])
