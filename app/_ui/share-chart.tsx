import css from './share-chart.module.css'

export interface SharePoint {
  label: string
  /** In percent; null where nothing was measured. */
  share: number | null
  /** Shown when the pointer is over the day. */
  title: string
}

const gridShares = [0, 25, 50, 75, 100]
const maxLabels = 10
/** A phone shows every third of these labels. */
const labelsPerPhoneLabel = 3

const percent = (value: number) => `${value}%`
/** Position from the top, in percent of the height. */
const top = (share: number) => percent(100 - share)

/**
 * A line of shares over time with a target, drawn by the server too. A day without a share is a gap: a line across it
 * would suggest a value that was not measured. Screen readers are given the same numbers as a table by the screen.
 */
export function ShareChart({
  points,
  target,
  targetLabel,
  height,
}: {
  points: readonly SharePoint[]
  /** In percent. */
  target: number
  targetLabel: string
  /** Of the lines, in pixels, without the labels below. */
  height: number
}) {
  const last = Math.max(points.length - 1, 1)
  const left = (at: number) => percent((at / last) * 100)
  const step = Math.ceil(points.length / maxLabels)
  const isEvery = (at: number, steps: number) => (last - at) % (step * steps) === 0
  return (
    <div className={css.chart} aria-hidden>
      <div className={css.lines} style={{ height }}>
        {gridShares.map((share) => (
          <span key={share} className={css.share} style={{ top: top(share) }}>
            {share}
          </span>
        ))}
        <svg width="100%" height="100%" className={css.drawing}>
          {gridShares.map((share) => (
            <line key={share} x1="0%" x2="100%" y1={top(share)} y2={top(share)} className={css.grid} />
          ))}
          <line x1="0%" x2="100%" y1={top(target)} y2={top(target)} className={css.target} />
          {points.map(({ share }, at) => {
            const next = points[at + 1]?.share
            if (share === null || next === null || next === undefined) return null
            return <line key={at} x1={left(at)} y1={top(share)} x2={left(at + 1)} y2={top(next)} className={css.line} />
          })}
          {points.map(
            ({ share }, at) =>
              share !== null && <circle key={at} cx={left(at)} cy={top(share)} r={3} className={css.dot} />,
          )}
          {points.map(({ title, share }, at) => (
            <rect
              key={at}
              x={percent(((at - 0.5) / last) * 100)}
              y="0%"
              width={percent(100 / last)}
              height="100%"
              className={css.column}
              data-measured={share !== null || undefined}
            >
              <title>{title}</title>
            </rect>
          ))}
        </svg>
        <span className={css.targetLabel} style={{ top: top(target) }}>
          {targetLabel}
        </span>
      </div>
      <div className={css.days}>
        {points.map(
          ({ label }, at) =>
            isEvery(at, 1) && (
              <span
                key={at}
                style={{ left: left(at) }}
                data-edge={at === last ? 'end' : at === 0 ? 'start' : undefined}
                data-phone={isEvery(at, labelsPerPhoneLabel) || undefined}
              >
                {label}
              </span>
            ),
        )}
      </div>
    </div>
  )
}
