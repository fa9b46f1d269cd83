/**
 * Durations as people write them: "4 h", "1 h 30 min", "1.5h", "2 d", "90" (minutes), "4 小时 30 分". Values are in
 * minutes; a day is 24 hours of the calendar's open time.
 */
const minutesOfUnit: Record<string, number> = {}
const units: [minutes: number, words: string][] = [
  [1 / 60, 's sec secs second seconds 秒 秒钟'],
  [1, 'm min mins minute minutes 分 分钟'],
  [60, 'h hr hrs hour hours 时 小时 个小时 钟头'],
  [1_440, 'd day days 天 日'],
  [10_080, 'w week weeks 周 星期'],
]
for (const [minutes, words] of units) for (const word of words.split(' ')) minutesOfUnit[word] = minutes

const part = /(\d+(?:[.,]\d+)?)\s*([a-z]+|[\u4e00-\u9fff]+)?/gy

/** Parses a duration into minutes, rounded to seconds. Null when it cannot be parsed or is not above zero. */
export function parseDuration(text: string): number | null {
  const words = text.normalize('NFKC').trim().toLowerCase()
  let minutes = 0
  let smallest = Number.POSITIVE_INFINITY
  part.lastIndex = 0
  while (part.lastIndex < words.length) {
    const [whole, figures, word] = part.exec(words) ?? []
    if (!whole || !figures) return null
    // In "1h30" the number after the hours means minutes; a number alone means minutes, too.
    const unit = word === undefined ? 1 : minutesOfUnit[word]
    if (unit === undefined || unit >= smallest) return null
    smallest = unit
    minutes += Number(figures.replace(',', '.')) * unit
    while (/[\s,，、]/.test(words[part.lastIndex] ?? '')) part.lastIndex += 1
  }
  const rounded = Math.round(minutes * 60) / 60
  return rounded > 0 && Number.isFinite(rounded) ? rounded : null
}

export type DurationUnit = 'day' | 'hour' | 'minute' | 'second'

/** Splits a duration into units without loss, largest first. Days only from two on and only if `withDays`. */
export function durationParts(minutes: number, withDays = true): [unit: DurationUnit, count: number][] {
  let seconds = Math.round(minutes * 60)
  const parts: [DurationUnit, number][] = []
  const take = (unit: DurationUnit, length: number) => {
    const count = Math.floor(seconds / length)
    if (count > 0) parts.push([unit, count])
    seconds -= count * length
  }
  if (withDays && seconds >= 2 * 86_400) take('day', 86_400)
  take('hour', 3_600)
  take('minute', 60)
  take('second', 1)
  return parts
}
