import os from 'node:os'

export interface Measure {
  name: string
  value: number
  unit: string
  /** The bound, and on which side of it the value must lie. */
  target: number
  side: 'below' | 'atLeast'
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}

/** Prints a table, or with --json one object per line. */
export function report(measures: readonly Measure[]): void {
  const rows = measures.map((measure) => ({
    name: measure.name,
    value: Math.round(measure.value * 100) / 100,
    unit: measure.unit,
    target: measure.target,
    met: measure.side === 'below' ? measure.value < measure.target : measure.value >= measure.target,
  }))
  if (process.argv.includes('--json')) {
    for (const row of rows) console.log(JSON.stringify(row))
    return
  }
  console.log(`${os.cpus().length} cores, ${os.cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`)
  console.table(rows)
}
