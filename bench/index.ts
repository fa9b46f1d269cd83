import { bytes } from './bytes'
import { oncall } from './oncall'
import { oncallStorm } from './oncall-storm'
import { pages } from './pages'
import { plans } from './plans'
import { product } from './product'
import { type Measure, report } from './report'
import { search } from './search'
import { sla } from './sla'
import { typing } from './typing'

/**
 * `npm run bench [oncall] [storm] [sla] [typing] [bytes] [plans] [pages] [search] [idle] [paging] [filing] [queue] [clocks]
 * [-- --json]`: without a name all but `typing` and `bytes`, which take a browser and minutes, and `plans`, `pages`
 * and `search` (docs/performance.md); `oncall` is the rules and
 * the storm. BENCH_PAGES sets how many S1 tickets are filed, one a second; 200 by default.
 */
const parts = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const wants = (part: string) => parts.length === 0 || parts.includes(part)
const ofProduct = parts.filter(
  (part) => !['oncall', 'storm', 'sla', 'typing', 'bytes', 'plans', 'pages', 'search'].includes(part),
)
const measures: Measure[] = []
if (wants('oncall')) measures.push(...oncall())
if (wants('oncall') || wants('storm')) measures.push(...(await oncallStorm()))
if (wants('sla')) measures.push(...(await sla()))
if (parts.includes('plans')) await plans()
if (parts.includes('search')) measures.push(...(await search()))
if (parts.includes('pages')) measures.push(...(await pages()))
if (parts.includes('bytes')) measures.push(...(await bytes()))
if (parts.includes('typing')) measures.push(...(await typing()))
if (parts.length === 0 || ofProduct.length > 0) measures.push(...(await product(ofProduct)))
if (measures.length > 0) report(measures)
