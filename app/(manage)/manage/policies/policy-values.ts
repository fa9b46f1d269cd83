import { alwaysCalendarName, type ClockAction } from '@/server/sla/facts'
import type { CalendarDefinition, Consequence, PolicyDefinition, Target } from '@/server/sla/schema'
import { longestTargetMinutes } from '@/server/sla/facts'
import { parseDuration } from '@/app/_promises/duration'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { type Severity, severities } from '@/server/vocabulary/severity'

export interface ConsequenceValues {
  /** `breach`, or a warning's percentage. */
  at: string
  metrics: Metric[]
  does: ClockAction[]
}

/** Values of the form, as typed; an empty time means no target. */
export interface PolicyValues {
  targets: Record<Severity, Record<Metric, { time: string; calendar: string }>>
  /** "50, 75, 90" */
  warnings: string
  /** Null leaves a severity to the escalation policy. */
  consequences: Record<Severity, ConsequenceValues[] | null>
}

const nothing: PolicyDefinition = { warningPercents: [50, 75, 90], calendars: {}, severities: {} }

function perSeverity<T>(of: (severity: Severity) => T): Record<Severity, T> {
  return { S1: of('S1'), S2: of('S2'), S3: of('S3'), S4: of('S4') }
}

/** Returns the calendars that a policy may use: its own, and always one around the clock. */
export function calendarsOf(definition: PolicyDefinition | null): Record<string, CalendarDefinition> {
  const { calendars } = definition ?? nothing
  if (Object.values(calendars).some((calendar) => calendar.type === '24x7')) return calendars
  let name = alwaysCalendarName
  while (Object.hasOwn(calendars, name)) name += '-24x7'
  return { [name]: { type: '24x7' }, ...calendars }
}

export const alwaysCalendarIn = (calendars: Record<string, CalendarDefinition>) =>
  Object.keys(calendars).find((name) => calendars[name]?.type === '24x7') ?? alwaysCalendarName

/** Returns the form values of a definition. @param written formats a duration in the reader's language */
export function valuesOf(
  definition: PolicyDefinition | null,
  written: (minutes: number, calendar?: CalendarDefinition) => string,
): PolicyValues {
  const { warningPercents, severities: rows, consequences } = definition ?? nothing
  const calendars = calendarsOf(definition)
  const cell = (target: Target | null | undefined) =>
    target
      ? { time: written(target.targetMinutes, calendars[target.calendar]), calendar: target.calendar }
      : { time: '', calendar: alwaysCalendarIn(calendars) }
  return {
    targets: perSeverity((severity) => {
      const row = rows[severity]
      return {
        first_response: cell(row?.first_response),
        next_response: cell(row?.next_response),
        update: cell(row?.update),
        workaround: cell(row?.workaround),
        resolution: cell(row?.resolution),
      }
    }),
    warnings: warningPercents.join(', '),
    consequences: perSeverity(
      (severity) =>
        consequences?.[severity]?.map(({ at, metrics: of, does }) => ({
          at: String(at),
          metrics: [...of],
          does: [...does],
        })) ?? null,
    ),
  }
}

/** Parses whole percentages from 1 to 100; sorted, without duplicates. Null for anything else. */
export function parsePercents(text: string): number[] | null {
  const words = text
    .normalize('NFKC')
    .split(/[\s,，、;；%]+/)
    .filter(Boolean)
  const percents = words.map((word) => (/^\d{1,3}$/.test(word) ? Number(word) : Number.NaN))
  if (percents.some((percent) => !(percent >= 1 && percent <= 100))) return null
  return [...new Set(percents)].sort((a, b) => a - b)
}

/** Key of `manage.policies.fault`, by the form's path. */
export type PolicyFaults = Record<
  string,
  'time' | 'timeTooLong' | 'timeWhole' | 'percents' | 'noWarning' | 'metrics' | 'does'
>

/** Converts the form's values to a definition with the calendars that it uses; or returns the faults per field. */
export function definitionOf(
  values: PolicyValues,
  calendars: Record<string, CalendarDefinition>,
): { definition: PolicyDefinition } | { faults: PolicyFaults } {
  const faults: PolicyFaults = {}
  const used: Record<string, CalendarDefinition> = {}
  const rows: PolicyDefinition['severities'] = {}
  for (const severity of severities) {
    const row: Partial<Record<Metric, Target>> = {}
    for (const metric of metrics) {
      const { time, calendar: name } = values.targets[severity][metric]
      const calendar = calendars[name]
      if (time.trim() === '' || !calendar) continue
      const targetMinutes = parseDuration(time)
      const fault =
        targetMinutes === null
          ? 'time'
          : targetMinutes > longestTargetMinutes
            ? 'timeTooLong'
            : Number.isInteger(targetMinutes)
              ? null
              : 'timeWhole'
      if (targetMinutes === null || fault) faults[`targets.${severity}.${metric}.time`] = fault ?? 'time'
      else row[metric] = { targetMinutes, calendar: name }
      used[name] = calendar
    }
    rows[severity] = row
  }
  const warningPercents = parsePercents(values.warnings)
  if (!warningPercents) faults.warnings = 'percents'
  const bySeverity: Partial<Record<Severity, Consequence[]>> = {}
  for (const severity of severities) {
    const list = values.consequences[severity]
    if (!list) continue
    bySeverity[severity] = list.map(({ at, metrics: of, does }, index) => {
      const path = `consequences.${severity}.${index}`
      if (at !== 'breach' && warningPercents && !warningPercents.includes(Number(at)))
        faults[`${path}.at`] = 'noWarning'
      if (of.length === 0) faults[`${path}.metrics`] = 'metrics'
      if (does.length === 0) faults[`${path}.does`] = 'does'
      return { at: at === 'breach' ? 'breach' : Number(at), metrics: [...of], does: [...does] }
    })
  }
  if (Object.keys(faults).length > 0 || !warningPercents) return { faults }
  return {
    definition: {
      warningPercents,
      calendars: used,
      severities: rows,
      ...(Object.keys(bySeverity).length > 0 ? { consequences: bySeverity } : {}),
    },
  }
}
