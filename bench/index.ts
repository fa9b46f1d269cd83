import { oncall } from './oncall'
import { product } from './product'
import { type Measure, report } from './report'
import { sla } from './sla'

/**
 * `npm run bench [oncall] [sla] [idle] [paging] [filing] [queue] [clocks] [-- --json]`: all of them without a name.
 * BENCH_PAGES sets how many S1 tickets are filed, one a second (200 unless told).
 */
const parts = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const wants = (part: string) => parts.length === 0 || parts.includes(part)
const ofProduct = parts.filter((part) => part !== 'oncall' && part !== 'sla')
const measures: Measure[] = []
if (wants('oncall')) measures.push(...oncall())
if (wants('sla')) measures.push(...(await sla()))
if (parts.length === 0 || ofProduct.length > 0) measures.push(...(await product(ofProduct)))
report(measures)
